import type { Message, ServiceName } from '@concord/contracts'
import { PermanentFailure, TransientFailure, type Lane } from '@concord/domain'
import { vi } from 'vitest'
import type { Bus, Handler } from '../bus.js'
import type { Ladder } from '../ladder.js'
import type { Log } from '../log.js'

/** What a contract needs of the adapter under test; each test has one of its own. */
export interface BusUnderTest {
  readonly bus: Bus
  /** A second process on the same broker, where there is such a thing. */
  readonly another?: () => Promise<Bus>
  /**
   * The process of `bus` dies with what it has in hand; gives the bus of the process that comes after it. A bus that
   * forgets is given again what the journal holds unsettled.
   */
  crash(unsettled: readonly Message[]): Promise<Bus>
  deadLetters(service: ServiceName): Promise<readonly Message[]>
  close(): Promise<void>
}

export interface BusWanted {
  /** Messages that fit into each queue of dd-publisher; of a real broker a few more. */
  readonly maxDepth?: number
  /** Milliseconds that a delivery is held in hand for lack of room. */
  readonly holdMs?: number
}

/** The ladder every adapter under test is given. */
export const testLadderMs: Ladder = [20, 40]

export class LedgerAway extends TransientFailure {
  readonly code = 'ledger-away'
}

export class NeverAcceptable extends PermanentFailure {
  readonly code = 'never-acceptable'
}

export const many: Readonly<Record<Lane, number>> = { realtime: 10, bulk: 10 }

export const eventually = (expectation: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(expectation, { timeout: 8_000, interval: 10 })

/** A handler that remembers what it was given, then does as told. */
export const recording = (act: (message: Message, nth: number) => ReturnType<Handler> = async () => []) => {
  const seen: Message[] = []
  const handler: Handler = async (message) => {
    seen.push(message)
    return act(message, seen.length)
  }
  return { seen, handler, ids: () => seen.map(({ id }) => id) }
}

/** Something to wait for until it is opened. */
export const gate = (): { readonly passed: Promise<void>; open: () => void } => {
  let open = (): void => undefined
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open: () => open() }
}

export interface Line {
  readonly level: 'info' | 'error'
  readonly event: string
  readonly fields: Record<string, unknown>
}

export const memoryLog = (): Log & { readonly lines: Line[] } => {
  const lines: Line[] = []
  return {
    lines,
    info: (event, fields) => void lines.push({ level: 'info', event, fields }),
    error: (event, fields) => void lines.push({ level: 'error', event, fields }),
  }
}
