import { setTimeout as pause } from 'node:timers/promises'
import { BrokerUnavailable, TopologyMissing } from '../errors.js'
import type { Log } from '../log.js'
import { answerWaitMs } from './connection.js'
import type { Session } from './session.js'
import { within } from './within.js'

interface LinkNeeds {
  /** Opens a session that is ready for use: declared, and consuming. */
  readonly open: () => Promise<Session>
  readonly log: Log
}

/** Keeps a session open, for as long as it is not closed itself. */
export class Link {
  readonly #needs: LinkNeeds
  readonly #closing = new AbortController()
  readonly #waiting = new Set<(session: Session | undefined) => void>()
  readonly #running: Promise<void>
  #current: Session | undefined
  #lacking: TopologyMissing | undefined

  constructor(needs: LinkNeeds) {
    this.#needs = needs
    this.#running = this.#run()
  }

  get current(): Session | undefined {
    return this.#current
  }

  /**
   * @throws BrokerUnavailable   when none is open within `waitMs`
   * @throws TopologyMissing   where that is why
   */
  async session(waitMs: number): Promise<Session> {
    if (this.#closing.signal.aborted) throw new BrokerUnavailable('the bus is closed')
    if (this.#current !== undefined) return this.#current
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(opened)
        reject(this.#lacking ?? new BrokerUnavailable(`no connection to the broker within ${waitMs} ms`))
      }, waitMs)
      const opened = (session: Session | undefined): void => {
        clearTimeout(timer)
        if (session === undefined) reject(new BrokerUnavailable('the bus is closed'))
        else resolve(session)
      }
      this.#waiting.add(opened)
    })
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#tell(undefined)
    await this.#current?.close()
    await within(answerWaitMs, this.#running)
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing
    for (let failures = 0; !signal.aborted;) {
      const session = await this.#open()
      failures = session === undefined ? failures + 1 : 1
      if (session !== undefined) await this.#use(session)
      await pause(backoffMs(failures, Math.random()), undefined, { signal }).catch(() => undefined)
    }
  }

  async #open(): Promise<Session | undefined> {
    try {
      const session = await this.#needs.open()
      this.#lacking = undefined
      return session
    } catch (error) {
      this.#lacking = error instanceof TopologyMissing ? error : undefined
      this.#needs.log.error('broker.unavailable', { reason: error instanceof Error ? error.message : 'unknown' })
      return undefined
    }
  }

  async #use(session: Session): Promise<void> {
    if (this.#isClosing()) return session.close()
    this.#needs.log.info('broker.connected', {})
    this.#current = session
    this.#tell(session)
    const reason = await session.lost
    this.#current = undefined
    if (!this.#isClosing()) this.#needs.log.error('broker.lost', { reason })
  }

  #isClosing(): boolean {
    return this.#closing.signal.aborted
  }

  #tell(session: Session | undefined): void {
    for (const opened of this.#waiting) opened(session)
    this.#waiting.clear()
  }
}

/**
 * Milliseconds before connecting again: doubles from 200 ms to 10 s, of which a random half is left out, so that
 * services that lost the same broker do not return as one.
 *
 * @param failures attempts failed in a row, from 1
 * @param random from 0 to 1
 */
export const backoffMs = (failures: number, random: number): number =>
  Math.min(10_000, 200 * 2 ** (failures - 1)) * (1 - random / 2)
