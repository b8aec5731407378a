import { setTimeout as pause } from 'node:timers/promises'

export interface Wait {
  readonly limitMs: number
  readonly everyMs?: number
  /** Ends the sentence "waited 5 s for …". */
  readonly what: string
}

/** The condition did not come true in time. */
export class WaitedInVain extends Error {
  override readonly name = 'WaitedInVain'
}

/**
 * Asks until the answer is neither false nor undefined, and gives that answer.
 *
 * A condition that throws counts as "not yet"; the last thing it threw becomes the cause.
 *
 * @param wait.everyMs pause between two questions, 50 where left out
 * @throws WaitedInVain after `limitMs`
 */
export const waitFor = async <Answer>(
  condition: () => Answer | Promise<Answer>,
  { limitMs, everyMs = 50, what }: Wait,
): Promise<Exclude<Answer, false | undefined>> => {
  const begun = performance.now()
  for (;;) {
    const { answer, cause } = await asked(condition)
    if (isThere(answer)) return answer
    if (performance.now() - begun + everyMs > limitMs) throw inVain(what, limitMs, cause)
    await pause(everyMs)
  }
}

const asked = async <Answer>(
  condition: () => Answer | Promise<Answer>,
): Promise<{ answer?: Answer; cause?: unknown }> => {
  try {
    return { answer: await condition() }
  } catch (cause) {
    return { cause }
  }
}

const isThere = <Answer>(answer: Answer): answer is Exclude<Answer, false | undefined> =>
  answer !== false && answer !== undefined

const inVain = (what: string, limitMs: number, cause: unknown): WaitedInVain => {
  const last = cause instanceof Error ? `; at last: ${cause.message}` : ''
  return new WaitedInVain(`waited ${limitMs / 1000} s for ${what}${last}`, { cause })
}
