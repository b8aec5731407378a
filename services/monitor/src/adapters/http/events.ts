import { setTimeout as pause } from 'node:timers/promises'
import type { Language } from '@concord/domain'
import { sendProblem } from '@concord/runtime'
import type { Response } from 'express'
import { type Change, changeKinds, type Changes } from '../../changes.js'
import type { Timelines } from '../../ports.js'
import { shownAlert } from './alerts.js'
import { EventStream, eventHeaders, eventQuery, type Followed } from './event-schemas.js'
import { nowAndThen } from './now-and-then.js'
import { shownRun } from './reconciliations.js'
import { shownConservation } from './records.js'
import { type Route, route } from './route.js'
import { shown } from './shown.js'
import { writtenTo } from './writing.js'

export interface Pace {
  readonly lookEveryMs: number
  readonly heartbeatMs: number
  /** The equations are counted over everything there is, for all who follow together. */
  readonly countEveryMs: number
  /** Each holds a connection and looks into the tables at every turn. */
  readonly mostFollowers: number
}

export const eventPace: Pace = { lookEveryMs: 1_000, heartbeatMs: 15_000, countEveryMs: 5_000, mostFollowers: 100 }

interface Needs {
  readonly changes: Changes
  readonly timelines: Pick<Timelines, 'conservation'>
  readonly pace: Pace
}

/** What opens and changes, as server-sent events; `Last-Event-ID` goes on where an earlier connection ended. */
export const eventRoute = ({ changes, timelines, pace }: Needs): Route => {
  let followers = 0
  const equations = nowAndThen(
    async () => JSON.stringify(shownConservation(await timelines.conservation())),
    pace.countEveryMs,
  )
  return route({
    ...{ method: 'get', path: '/v1/events', name: 'followChanges', allows: 'readers', problems: [503] },
    summary: 'Server-sent events: what begins and changes from now on, or since `Last-Event-ID`, each as it then is',
    ...{ query: eventQuery, headers: eventHeaders, answers: { 'text/event-stream': EventStream } },
    async answer({ query: { kinds, language }, headers: { 'last-event-id': last } }, response) {
      if (followers >= pace.mostFollowers) return refuseFollower(response)
      followers += 1
      try {
        await follow({ changes, equations, pace }, response, { last, kinds, language })
      } finally {
        followers -= 1
      }
    },
  })
}

const refuseFollower = (response: Response): void => {
  response.setHeader('Retry-After', '30')
  const detail = 'Come back when somebody has left, or ask GET /v1/exceptions and GET /v1/alerts from time to time.'
  sendProblem(response, { status: 503, title: 'Too many follow already', detail })
}

interface Watching extends Pick<Needs, 'changes' | 'pace'> {
  readonly equations: () => string | undefined
}

interface Wish {
  readonly last: string | undefined
  readonly kinds: readonly Followed[]
  readonly language: Language
}

const follow = async ({ changes, equations, pace }: Watching, response: Response, { last, kinds, language }: Wish) => {
  const changing = changeKinds.filter((kind) => kinds.includes(kind))
  const equation = newsOf(kinds.includes('conservation') ? equations : () => undefined)
  let some = await changes.since(last, changing)
  let beatAt = Date.now()
  begin(response)
  while (!response.destroyed) {
    const { mark, changed, isMore } = some
    const events = [...changed.map((one) => eventOf(one, mark, language)), ...equation()]
    if (Date.now() - beatAt >= pace.heartbeatMs) events.push(`: still here\n\n`)
    if (events.length > 0) beatAt = Date.now()
    await writtenTo(response, events.join(''))
    if (!isMore) await pause(pace.lookEveryMs)
    some = await changes.since(mark, changing)
  }
}

const begin = (response: Response): void => {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  })
  response.write('retry: 3000\n\n')
}

/** Whatever differs from what was told last; it has no id, since whoever comes again is told it anew. */
const newsOf = (equations: () => string | undefined): (() => readonly string[]) => {
  let told: string | undefined
  return () => {
    const now = equations()
    if (now === undefined || now === told) return []
    told = now
    return [`event: conservation\ndata: ${now}\n\n`]
  }
}

/** The mark is of the whole batch: whoever loses the line within one gets all of it again. */
const eventOf = (change: Change, mark: string, language: Language): string =>
  `event: ${change.is}\nid: ${mark}\ndata: ${JSON.stringify(shownChange(change, language))}\n\n`

const shownChange = (change: Change, language: Language): object => {
  switch (change.is) {
    case 'alert':
      return shownAlert(change.alert, language)
    case 'exception':
      return shown(change.exception, language)
    case 'reconciliation':
      return shownRun(change.found)
  }
}
