import { setTimeout as pause } from 'node:timers/promises'
import type { Response } from 'express'
import { z } from 'zod'
import type { Exceptions } from '../../exceptions.js'
import { language, shown } from './shown.js'
import { refuse, type Route, route } from './route.js'
import { writtenTo } from './writing.js'

export interface Pace {
  readonly lookEveryMs: number
  readonly heartbeatMs: number
}

export const eventPace: Pace = { lookEveryMs: 1_000, heartbeatMs: 15_000 }

interface Needs {
  readonly exceptions: Pick<Exceptions, 'changedSince'>
  readonly pace: Pace
}

/** What opens and changes, as server-sent events; `Last-Event-ID` goes on where an earlier connection ended. */
export const eventRoute = ({ exceptions, pace }: Needs): Route =>
  route({
    ...{ method: 'get', path: '/v1/events', name: 'followExceptions', allows: 'readers' },
    summary: 'Server-sent events: `exception`, one for each that opens or changes, as GET /v1/exceptions shows it',
    query: z.strictObject({ language }),
    answers: { 'text/event-stream': z.string() },
    async answer({ query, request }, response) {
      const last = request.get('last-event-id')
      if (last !== undefined && !/^\d{1,18}(\.[0-9a-f]{1,32})?$/.test(last))
        return refuse(response, ['Last-Event-ID: must be the id of an event, as it was sent'])
      let changes = await exceptions.changedSince(last)
      let beatAt = Date.now()
      begin(response)
      while (!response.destroyed) {
        const { mark, changed, isMore } = changes
        const events = changed.map((one) => eventOf(mark, shown(one, query.language)))
        if (Date.now() - beatAt >= pace.heartbeatMs) events.push(`: still here\n\n`)
        if (events.length > 0) beatAt = Date.now()
        await writtenTo(response, events.join(''))
        if (!isMore) await pause(pace.lookEveryMs)
        changes = await exceptions.changedSince(mark)
      }
    },
  })

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
