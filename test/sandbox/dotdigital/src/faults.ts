import { z } from 'zod'

/** What goes wrong with the calls it matches; the first rule with times left is taken. */
export const FaultRule = z.object({
  match: z
    .object({
      method: z.string().optional(),
      /** A prefix of the path as it was called. */
      path: z.string().optional(),
    })
    .default({}),
  /** How many calls; without it, every one. */
  times: z.number().int().min(1).optional(),
  /**
   * `status`: answers with it, and does nothing. `cut-before`: breaks the line, and does nothing. `cut-after`: does all,
   * then breaks the line instead of answering. `delay`: waits, then does all.
   */
  do: z.enum(['status', 'cut-before', 'cut-after', 'delay']),
  status: z.number().int().min(200).max(599).optional(),
  /** What `status` answers with; default an empty body. */
  body: z.unknown().optional(),
  /** `Retry-After` of a `status`. */
  retryAfterSeconds: z.number().int().min(0).optional(),
  /** By the real clock. */
  delayMs: z.number().int().min(0).max(600_000).optional(),
})
export type FaultRule = z.input<typeof FaultRule>

export type TakenFault = z.output<typeof FaultRule>

export interface Faults {
  /** Replaces all rules. */
  set(rules: readonly TakenFault[]): void
  /** The rule for this call, whose times it uses up by one. */
  take(method: string, path: string): TakenFault | undefined
}

export const openFaults = (): Faults => {
  let rules: { readonly rule: TakenFault; left: number }[] = []
  return {
    set: (given) => {
      rules = given.map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }))
    },
    take: (method, path) => {
      const found = rules.find(({ rule, left }) => left > 0 && matches(rule, method, path))
      if (found !== undefined) found.left -= 1
      return found?.rule
    },
  }
}

const matches = ({ match }: TakenFault, method: string, path: string): boolean =>
  (match.method ?? method).toUpperCase() === method.toUpperCase() && path.startsWith(match.path ?? '')
