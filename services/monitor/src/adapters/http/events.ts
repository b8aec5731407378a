import { setTimeout as pause } from 'node:timers/promises'
import type { Language } from '@concord/domain'
import { sendProblem } from '@concord/runtime'
import type { Response } from 'express'
import { z } from 'zod'
import type { Exceptions } from '../../exceptions.js'
import { language, shown } from './shown.js'
import { refuse, type Route, route } from './route.js'
import { writtenTo } from './writing.js'

export interface Pace {
  readonly lookEveryMs: number
  readonly heartbeatMs: number
  /** Each holds a connection and looks into the tables at every turn. */
  readonly mostFollowers: number
}

export const eventPace: Pace = { lookEveryMs: 1_000, heartbeatMs: 15_000, mostFollowers: 100 }

interface Needs {
  readonly exceptions: Pick<Exceptions, 'changedSince'>
  readonly pace: Pace
}

/** What opens and changes, as server-sent events; `Last-Event-ID` goes on where an earlier connection ended. */
export const eventRoute = (needs: Needs): Route => {
  let followers = 0
  return route({
    ...{ method: 'get', path: '/v1/events', name: 'followExceptions', allows: 'readers', problems: [503] },
    summary: 'Server-sent events: `exception`, one for each that opens or changes, as GET /v1/exceptions shows it',
    query: z.strictObject({ language }),
    answers: { 'text/event-stream': z.string() },
    async answer({ query, request }, response) {
      const last = request.get('last-event-id')
      if (last !== undefined && !/^\d{1,18}(\.[0-9a-f]{1,32})?$/.test(last))
        return refuse(response, ['Last-Event-ID: must be the id of an event, as it was sent'])
      if (followers >= needs.pace.mostFollowers) return refuseFollower(response)
      followers += 1
      try {
        await follow(needs, response, { last, language: query.language })
      } finally {
        followers -= 1
      }
    },
  })
}

const refuseFollower = (response: Response): void => {
  response.setHeader('Retry-After', '30')
  const detail = 'Come back when somebody has left, or ask GET /v1/exceptions from time to time.'
  sendProblem(response, { status: 503, title: 'Too many follow already', detail })
}

interface From {
  readonly last: string | undefined
  readonly language: Language
}

const follow = async ({ exceptions, pace }: Needs, response: Response, { last, language: spoken }: From) => {
  let changes = await exceptions.changedSince(last)
  let beatAt = Date.now()
  begin(response)
  while (!response.destroyed) {
    const { mark, changed, isMore } = changes
    const events = changed.map((one) => eventOf(mark, shown(one, spoken)))
    if (Date.now() - beatAt >= pace.heartbeatMs) events.push(`: still here\n\n`)
    if (events.length > 0) beatAt = Date.now()
    await writtenTo(response, events.join(''))
    if (!isMore) await pause(pace.lookEveryMs)
    changes = await exceptions.changedSince(mark)
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

/** The mark is of the whole batch: whoever loses the line within one gets all of it again. */
const eventOf = (mark: string, data: unknown): string =>
  `event: exception\nid: ${mark}\ndata: ${JSON.stringify(data)}\n\n`
