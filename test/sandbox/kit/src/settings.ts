import type { z } from 'zod'

/** What can be switched while a sandbox runs; gone after a reset or a restart. */
export interface Settings<T> {
  readonly now: () => T
  /**
   * Changes what is named and leaves the rest.
   *
   * @throws z.ZodError for a name or a value there is not
   */
  change(given: Readonly<Record<string, unknown>>): T
  /** Back to what the sandbox was started with. */
  reset(): void
}

/** @param schema strict, with a default for every name */
export const createSettings = <S extends z.ZodObject>(
  schema: S,
  initial: z.input<S> = {} as z.input<S>,
): Settings<z.output<S>> => {
  let current = schema.parse(initial)
  return {
    now: () => current,
    change: (given) => {
      current = schema.parse({ ...current, ...given })
      return current
    },
    reset: () => {
      current = schema.parse(initial)
    },
  }
}
