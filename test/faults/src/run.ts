import type { Fault } from './faults/fault.js'
import { type Answers, sendAll, type Sending } from './traffic/sender.js'
import { createRandom } from './traffic/random.js'
import { relayed } from './traffic/marketplace.js'
import type { Traffic } from './traffic/traffic.js'

/** A fault as it happened. */
export interface Event {
  readonly name: string
  readonly sentence: string
  /** Seconds after the first post. */
  readonly beganAt: number
  readonly tookSeconds: number
}

export interface Told {
  readonly events: readonly Event[]
  readonly answers: Answers
}

/** What a run needs of a world, distributed or embedded. */
interface Place {
  readonly doors: readonly string[]
  readonly relaySecret: string
  goOn(): Promise<boolean>
}

interface Needs<In extends Place> {
  readonly world: In
  readonly traffic: Traffic
  /** One after the other, each in the middle of a share of the posts. */
  readonly faults: readonly Fault<In>[]
  readonly seed: number
  readonly signal: AbortSignal
  readonly say: (line: string) => void
}

/** Posts everything, a share for each fault, while that fault happens; what ships late goes with the last of them. */
export const runFaults = async <In extends Place>({
  world,
  traffic,
  faults,
  seed,
  signal,
  say,
}: Needs<In>): Promise<Told> => {
  const random = createRandom(seed)
  const door = { urls: world.doors, secret: world.relaySecret, marketplace: relayed }
  const sending: Sending = { door, random, senders: 4, mostItems: 40, signal }
  const answers: Answers = { posts: 0, repeats: 0 }
  const events: Event[] = []
  const begun = performance.now()
  const seconds = (): number => Math.round((performance.now() - begun) / 100) / 10
  const send = async (items: Traffic['items'], senders: number): Promise<void> => {
    const { posts, repeats } = await sendAll(items, { ...sending, senders })
    answers.posts += posts
    answers.repeats += repeats
  }

  const lateFrom = Math.floor(faults.length * 0.6)
  const shares = cut(traffic.items, faults.length)
  const lateShares = cut(traffic.late, faults.length - lateFrom)
  for (const [nth, fault] of faults.entries()) {
    signal.throwIfAborted()
    const beganAt = seconds()
    say(`${fault.name}: ${fault.sentence}`)
    // One sender keeps the order in which late orders move on.
    const posting = [send(shares[nth] ?? [], 4), send(lateShares[nth - lateFrom] ?? [], 1)]
    await Promise.all([...posting, fault.run(world, random)])
    await world.goOn()
    events.push({
      name: fault.name,
      sentence: fault.sentence,
      beganAt,
      tookSeconds: Math.round((seconds() - beganAt) * 10) / 10,
    })
  }
  while (await world.goOn()) signal.throwIfAborted()
  return { events, answers }
}

const cut = <T>(items: readonly T[], shares: number): T[][] =>
  Array.from({ length: shares }, (_none, nth) =>
    items.slice(Math.floor((nth * items.length) / shares), Math.floor(((nth + 1) * items.length) / shares)),
  )
