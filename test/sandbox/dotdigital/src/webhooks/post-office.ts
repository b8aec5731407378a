import { reportOwnError } from '../own-errors.js'
import { type Answer, type Outcome, outcomeOf, post, type Posting, retryAfterMs } from './webhook-delivery.js'

/** One post on its way. */
export interface Letter {
  /** What to post as things stand when it is due; undefined where it is to go nowhere any more. */
  readonly write: () => Posting | undefined
  /** Names of the events in it. */
  readonly events: readonly string[]
  readonly isRetried: boolean
  /** By the sandbox's clock, in milliseconds. */
  readonly dueAt: number
}

/** One attempt, and what came of it. */
export interface Delivery {
  readonly at: string
  readonly url: string
  readonly events: readonly string[]
  /** Counts from 1. */
  readonly attempt: number
  /** 0 where no answer came. */
  readonly status: number
  readonly outcome: Outcome
}

export interface PostOfficeNeeds {
  readonly now: () => Date
  /** Called at each turn, ahead of what is due. */
  readonly onTurn: () => void
  /** Whether turns are needed although no letter waits. */
  readonly isExpecting: () => boolean
}

const mostDeliveries = 1000
/** How often is looked at what is due, while something is; by the real clock, as the sandbox's may jump. */
const turnMs = 20

/** Posts what is due by the sandbox's clock, and again what got no good answer. All of it lives in this process only. */
export class PostOffice {
  private readonly needs: PostOfficeNeeds
  private letters: (Letter & { readonly attempt: number })[] = []
  private readonly kept: Delivery[] = []
  private readonly underWay = new Set<Promise<void>>()
  private readonly end = new AbortController()
  private timer: NodeJS.Timeout | undefined

  constructor(needs: PostOfficeNeeds) {
    this.needs = needs
  }

  add(letter: Letter): void {
    this.letters.push({ ...letter, attempt: 1 })
    this.wake()
  }

  /** Begins to take turns, where there is a need. */
  wake(): void {
    const isNeeded = this.letters.length > 0 || this.needs.isExpecting()
    if (!isNeeded || this.timer !== undefined || this.end.signal.aborted) return
    this.timer = setTimeout(() => this.turn(), turnMs).unref()
  }

  deliveries(): readonly Delivery[] {
    return [...this.kept]
  }

  clear(): void {
    this.letters = []
    this.kept.length = 0
  }

  /** Breaks what is under way. */
  async stop(): Promise<void> {
    this.end.abort()
    clearTimeout(this.timer)
    await Promise.all(this.underWay)
  }

  private turn(): void {
    this.timer = undefined
    try {
      this.needs.onTurn()
      this.postDue()
      this.wake()
    } catch (failure) {
      // The next turn is with the next call: what fails now would fail again at once.
      reportOwnError('webhooks', failure)
    }
  }

  private postDue(): void {
    const now = this.needs.now().getTime()
    const due = this.letters.filter(({ dueAt }) => dueAt <= now)
    this.letters = this.letters.filter(({ dueAt }) => dueAt > now)
    for (const letter of due) this.track(this.send(letter))
  }

  private track(work: Promise<void>): void {
    const tracked = work
      .catch((failure: unknown) => reportOwnError('webhooks', failure))
      .finally(() => this.underWay.delete(tracked))
    this.underWay.add(tracked)
  }

  private async send(letter: Letter & { readonly attempt: number }): Promise<void> {
    const posting = letter.write()
    if (posting === undefined) return
    const answer = await post(posting, this.end.signal)
    if (this.end.signal.aborted || this.keep(letter, posting, answer) !== 'retried') return
    const attempt = letter.attempt + 1
    this.letters.push({ ...letter, attempt, dueAt: this.needs.now().getTime() + (retryAfterMs(letter.attempt) ?? 0) })
    this.wake()
  }

  private keep(
    { events, isRetried, attempt }: Letter & { attempt: number },
    { url }: Posting,
    answer: Answer,
  ): Outcome {
    const usual = outcomeOf(answer, attempt)
    const outcome = usual === 'retried' && !isRetried ? 'given-up' : usual
    this.kept.push({ at: this.needs.now().toISOString(), url, events, attempt, status: answer ?? 0, outcome })
    if (this.kept.length > mostDeliveries) this.kept.shift()
    return outcome
  }
}
