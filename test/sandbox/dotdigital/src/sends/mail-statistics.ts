import { z } from 'zod'
import type { SentMessage } from '../memory/account.js'
import { findContact } from '../contacts/contact-writing.js'
import { type Input, ok, type Reply, v2Refusal } from '../http/reply.js'
import type { State } from '../memory/state.js'
import type { Store } from '../memory/store.js'

const Aggregation = z.enum(['AllTime', 'Month', 'Week', 'Day']).default('AllTime')
type Aggregation = z.output<typeof Aggregation>

const dayMs = 86_400_000

/** How many transactional e-mails went out by period, and how many came back; nobody opens or clicks here. */
export const mailStatistics = (store: Store, { params, query, at }: Input): Reply => {
  const start = Date.parse(params['date'] ?? '')
  const end = query['endDate'] === undefined ? at.getTime() : Date.parse(query['endDate'])
  const aggregation = Aggregation.safeParse(query['aggregatedBy'])
  if (Number.isNaN(start) || Number.isNaN(end) || !aggregation.success) return v2Refusal(400, 'ERROR_PARAMETER_INVALID')
  const mails = store.state.outbox.filter(({ kind }) => kind === 'email' || kind === 'triggered-campaign')
  return ok(periods(start, end, aggregation.data).map((period) => row(store.state, mails, period)))
}

interface Period {
  readonly from: number
  /** Not part of it. */
  readonly to: number
}

/** Periods of the calendar, the first and the last cut to what is asked for; weeks begin on Mondays. */
const periods = (start: number, end: number, aggregation: Aggregation): readonly Period[] => {
  const found: Period[] = []
  for (let from = start; from <= end;) {
    const to = Math.min(nextBegin(from, aggregation), end + 1)
    found.push({ from, to })
    from = to
  }
  return found
}

const nextBegin = (at: number, aggregation: Aggregation): number => {
  const date = new Date(at)
  const day = Math.floor(at / dayMs) * dayMs
  switch (aggregation) {
    case 'AllTime':
      return Infinity
    case 'Month':
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
    case 'Week':
      return day + (7 - ((date.getUTCDay() + 6) % 7)) * dayMs
    case 'Day':
      return day + dayMs
  }
}

const row = (state: State, mails: readonly SentMessage[], { from, to }: Period) => {
  const meant = mails.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to)
  const recipients = meant.flatMap(({ to, cc = [], bcc = [] }) => [...to, ...cc, ...bcc])
  const bounced = recipients.filter((address) => bounces(state, address)).length
  return {
    startDate: new Date(from).toISOString(),
    endDate: new Date(to - 1).toISOString(),
    numSent: recipients.length,
    numDelivered: recipients.length - bounced,
    numOpens: 0,
    numClicks: 0,
    numIspComplaints: 0,
    numBounces: bounced,
  }
}

/** Whether what is sent to the address comes back. */
export const bounces = (state: State, address: string): boolean =>
  findContact(state, 'email', address)?.emailStatus === 'hardBounced'
