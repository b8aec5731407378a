/** A first-in-first-out queue in memory that hands out at most `prefetch` entries at once. */
export class LaneQueue<Entry extends object> {
  #entries: Entry[] = []
  /** Entries before it are handed out already; shifting a long array for each would cost its whole length. */
  #next = 0
  #prefetch = 0
  #run: (entry: Entry) => Promise<void> = () => Promise.resolve()
  readonly #inHand = new Set<Promise<void>>()

  get depth(): number {
    return this.#entries.length - this.#next
  }

  get isConsumed(): boolean {
    return this.#prefetch > 0
  }

  push(entry: Entry): void {
    this.#entries.push(entry)
    this.#pump()
  }

  /** `run` must not reject. */
  start(prefetch: number, run: (entry: Entry) => Promise<void>): void {
    this.#prefetch = prefetch
    this.#run = run
    this.#pump()
  }

  /** Hands out nothing more; resolves once nothing is in hand. */
  async stop(): Promise<void> {
    this.#prefetch = 0
    await Promise.all(this.#inHand)
  }

  #pump(): void {
    while (this.#inHand.size < this.#prefetch) {
      const entry = this.#take()
      if (entry === undefined) return
      this.#handOut(entry)
    }
  }

  #handOut(entry: Entry): void {
    const work = nextTurn().then(() => this.#run(entry))
    const inHand = work.finally(() => {
      this.#inHand.delete(inHand)
      this.#pump()
    })
    this.#inHand.add(inHand)
  }

  #take(): Entry | undefined {
    const entry = this.#entries[this.#next]
    if (entry === undefined) return undefined
    this.#next += 1
    if (this.#next >= 1_000 && this.#next * 2 >= this.#entries.length) {
      this.#entries = this.#entries.slice(this.#next)
      this.#next = 0
    }
    return entry
  }
}

/** Lets input and output have their turn, so that a long queue starves nobody. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
