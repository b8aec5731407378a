/** One call that reached the sandbox. */
export interface ReceivedCall {
  readonly method: string
  /** With names in braces. */
  readonly path: string
  /** 0 where the line was broken instead. */
  readonly status: number
  readonly at: string
}

/** The newest calls that are kept. */
const mostCalls = 10_000

export interface Calls {
  add(call: ReceivedCall): void
  /** From the oldest kept to the newest. */
  list(): readonly ReceivedCall[]
  clear(): void
}

export const openCalls = (): Calls => {
  const calls: ReceivedCall[] = []
  return {
    add: (call) => {
      calls.push(call)
      if (calls.length > mostCalls) calls.shift()
    },
    list: () => [...calls],
    clear: () => void calls.splice(0),
  }
}
