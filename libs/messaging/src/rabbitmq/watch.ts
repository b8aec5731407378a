import { setTimeout as pause } from 'node:timers/promises'
import type { BusHealth, QueueHealth } from '../bus.js'
import type { Intake } from './intake.js'
import type { Management } from './management.js'
import type { Names } from './names.js'
import { isConsuming, isKnownByList, isLost, type Sighting } from './presence.js'
import type { Session } from './session.js'

export interface WatchNeeds {
  readonly intake: Intake
  readonly names: Names
  /** Where it is known. */
  readonly management: Management | undefined
  readonly sessionNow: () => Session | undefined
}

/** Never throws. */
export const healthOf = async (needs: WatchNeeds): Promise<BusHealth> => {
  const { intake, names } = needs
  const session = needs.sessionNow()
  const [queues, listed] = await Promise.all([
    Promise.all(intake.queues.map(async (queue) => ({ queue, found: await session?.inspect(queue) }))),
    needs.management?.consumers(),
  ])
  const presenceOf = (queue: string, count: number | undefined): Pick<QueueHealth, 'isConsuming' | 'isKnownBy'> => {
    const seen = sighting({ session, queue, count, listed }, intake)
    return { isConsuming: isConsuming(seen), isKnownBy: isKnownByList(seen) ? 'list' : 'count' }
  }
  const dead = intake.consumers.map(async ({ service }) => {
    const queue = names.dead(service)
    return { queue, depth: (await session?.inspect(queue))?.messages }
  })
  return {
    isConnected: session !== undefined,
    blockedBecause: session?.blockedBecause(),
    queues: queues.map(({ queue, found }) => ({
      queue,
      depth: found?.messages,
      ...presenceOf(queue, found?.consumers),
    })),
    deadLetters: await Promise.all(dead),
  }
}

interface Seen {
  readonly session: Session | undefined
  readonly queue: string
  readonly count: number | undefined
  readonly listed: ReadonlyMap<string, readonly string[]> | undefined
}

const sighting = ({ session, queue, count, listed }: Seen, intake: Intake): Sighting => ({
  tag: session && intake.tagOn(session, queue),
  count,
  listed: listed && (listed.get(queue) ?? []),
})

/**
 * Gives a session up when a queue does not know its consumer any more in two looks running: the next one consumes again.
 * A broker that ends a consumer says so, as a rule; this is for when it does not.
 */
export const watchOver = async (needs: WatchNeeds, everyMs: number, closing: AbortSignal): Promise<void> => {
  let suspected: ReadonlySet<string> = new Set()
  const isOver = (): boolean => closing.aborted
  while (!isOver()) {
    await pause(everyMs, undefined, { signal: closing }).catch(() => undefined)
    const session = needs.sessionNow()
    if (session === undefined || isOver()) continue
    const lost = await lostOn(session, needs)
    const isSure = lost.find((queue) => suspected.has(`${queue} ${needs.intake.tagOn(session, queue) ?? ''}`))
    if (isSure !== undefined) session.drop(`queue ${isSure} has lost its consumer`)
    suspected = new Set(lost.map((queue) => `${queue} ${needs.intake.tagOn(session, queue) ?? ''}`))
  }
}

const lostOn = async (session: Session, { intake, management }: WatchNeeds): Promise<readonly string[]> => {
  const listed = await management?.consumers()
  const seen = intake.queues.map(async (queue) => {
    const count = (await session.inspect(queue))?.consumers
    return { queue, isGone: isLost(sighting({ session, queue, count, listed }, intake)) }
  })
  return (await Promise.all(seen)).flatMap(({ queue, isGone }) => (isGone ? [queue] : []))
}
