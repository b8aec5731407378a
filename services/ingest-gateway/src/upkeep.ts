import { lanes } from '@concord/domain'
import type { Bus } from '@concord/messaging'
import { createLoop, type Log, type Loop } from '@concord/runtime'
import { after } from './accept.js'
import type { Journal } from './ports.js'
import { relay } from './relay.js'
import type { Replays } from './replay.js'
import { keepRetention, type PayloadDays } from './retention.js'

/** Brings data keys under the newest key of the ring, so that the journal needs the older ones no more. */
export interface KeyRotation {
  /**
   * Wraps the next ones after `cursor` anew, in the order of their subjects.
   *
   * @returns the cursor of the next batch, or undefined when the end is reached
   */
  rewrap(cursor: string, limit: number): Promise<string | undefined>
  /** Data keys that another key than the ring's newest wraps. */
  left(): Promise<number>
}

interface Needs {
  readonly journal: Journal
  readonly replays: Replays
  readonly days: PayloadDays
  readonly rotation: KeyRotation
  readonly bus: Bus
  readonly log: Log
  readonly now: () => Date
  /** How long a record may be in flight before it is driven again. */
  readonly dueAfterMs: number
  readonly retentionDays: number
}

export interface Upkeep {
  readonly loops: readonly Loop[]
  /** Says that the relay has something to publish. */
  readonly wakeRelay: () => void
  /** Says that there is a replay to carry out. */
  readonly wakeReplay: () => void
}

const minuteMs = 60_000
const keysAtOnce = 200

/** What the journal does by itself: hand on, drive again, replay, drop what is old, wrap keys anew. */
export const journalUpkeep = (needs: Needs): Upkeep => {
  const { journal, replays, bus, log, now, dueAfterMs } = needs
  const every = (everyMs: number, name: string, task: () => Promise<boolean>): Loop =>
    createLoop({ name, everyMs, log, task })

  // One for each lane, so that what nobody waits for holds up nobody.
  const relayLoops = lanes.map((lane) => every(100, `${lane} relay`, () => relay(journal, bus, lane)))
  const wakeRelay = (): void => relayLoops.forEach((loop) => loop.poke())
  const replayLoop = every(5_000, 'replay', async () => {
    const mayBeMore = await replays.carryOn(after(now(), dueAfterMs))
    if (mayBeMore) wakeRelay()
    return mayBeMore
  })
  const overdueLoop = every(5_000, 're-drive', async () => {
    const driven = await journal.driveOverdue(now().toISOString(), after(now(), dueAfterMs))
    if (driven > 0) log.warn('records driven again past their time', { driven })
    return driven > 0
  })
  const retentionLoop = every(60 * minuteMs, 'retention', () => keepRetention(needs).then(() => false))

  return {
    loops: [...relayLoops, overdueLoop, replayLoop, retentionLoop, every(minuteMs, 'key rotation', rewrapping(needs))],
    wakeRelay,
    wakeReplay: () => replayLoop.poke(),
  }
}

const rewrapping = ({ rotation, log }: Needs): (() => Promise<boolean>) => {
  let cursor = ''
  return async () => {
    const next = await rotation.rewrap(cursor, keysAtOnce)
    if (next === undefined && cursor !== '') log.info('data keys wrapped anew', { left: await rotation.left() })
    cursor = next ?? ''
    return next !== undefined
  }
}
