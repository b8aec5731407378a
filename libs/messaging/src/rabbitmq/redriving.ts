import { setTimeout as pause } from 'node:timers/promises'
import type { ServiceName } from '@concord/contracts'
import { faultOf } from '../faults.js'
import type { DeliveryNeeds } from './rabbitmq-delivery.js'
import { redrive, type Pass } from './redrive.js'
import type { Session } from './session.js'

/** How the dead letters of a service are tried again. */
export interface RedrivePace {
  /** Between two questions whether there is something to look at. */
  readonly everyMs: number
  /** After each that the broker set aside: it may kill whoever takes it, and nothing else should be at hand then. */
  readonly gapMs: number
}

export const defaultRedrivePace: RedrivePace = { everyMs: 60_000, gapMs: 2_000 }

/** Milliseconds of rest for each letter seen, besides: a look at very many is not soon followed by another. */
const restPerLetterMs = 10

interface Rounds {
  readonly pace: RedrivePace
  readonly needs: DeliveryNeeds
  readonly sessionNow: () => Session | undefined
}

/** On which session the dead letters were last looked at to the end, and how many were left. */
interface Known {
  readonly session: Session
  readonly left: number
}

interface Looked {
  /** Undefined where there may be something to do still. */
  readonly known: Known | undefined
  readonly seen: number
}

/**
 * Looks soon after a service began to consume, then whenever their number differs from what the last look left, until the
 * bus closes; resolves after the last look. The log of a quorum queue keeps a note of each message that is got and given
 * back, from the oldest that stays on, so looking at what cannot have changed would fill the broker's disk.
 */
export const redriving = async (service: ServiceName, { pace, needs, sessionNow }: Rounds): Promise<void> => {
  const rest = (ms: number): Promise<void> => pause(ms, undefined, { signal: needs.closing }).catch(() => undefined)
  let known: Known | undefined
  await rest(pace.gapMs)
  while (!needs.closing.aborted) {
    const session = sessionNow()
    const waiting = session && (await waitingOn(session, service, needs))
    const looked =
      session !== undefined && waiting !== undefined && !(known?.session === session && known.left === waiting)
        ? await look({ session, service, gapMs: pace.gapMs }, waiting, needs)
        : { known, seen: 0 }
    known = looked.known
    await rest(pace.everyMs + looked.seen * restPerLetterMs)
  }
}

/** Undefined while the broker does not say, or takes nothing that could be put back. */
const waitingOn = async (session: Session, service: ServiceName, { names }: DeliveryNeeds) =>
  session.blockedBecause() === undefined ? (await session.inspect(names.dead(service)))?.messages : undefined

const look = async (pass: Pass, waiting: number, needs: DeliveryNeeds): Promise<Looked> => {
  const { session, service } = pass
  if (waiting === 0) return { known: { session, left: 0 }, seen: 0 }
  try {
    const { gone, refused, isWhole } = await redrive(pass, waiting, needs)
    if (refused > 0) notTried(needs, { service, code: 'queue-full', reason: `${refused} found no room` })
    return { known: isWhole && refused === 0 ? { session, left: waiting - gone } : undefined, seen: waiting }
  } catch (failure) {
    const { code, text } = faultOf(failure)
    notTried(needs, { service, code, reason: text })
    return { known: undefined, seen: waiting }
  }
}

const notTried = ({ log }: DeliveryNeeds, fields: Record<string, unknown>): void =>
  log.error('dead-letters.not-tried', fields)
