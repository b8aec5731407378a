import type { z } from 'zod'

/** Every fault with its path, like `order_lines[0].price: expected a number, got null`; no values in it. */
export interface Refused {
  readonly ok: false
  readonly faults: readonly string[]
  /** The object's own id, where at least that could be read. */
  readonly id?: string | undefined
}

export const faultsOf = (error: z.ZodError): readonly string[] =>
  error.issues.map(({ path, message }) => (path.length === 0 ? message : `${pathText(path)}: ${message}`))

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text && '.'}${String(part)}`),
    '',
  )

/** The id under `key`, however bad the rest is, so that a person can look it up. */
export const idIn = (raw: unknown, key: string): string | undefined => {
  if (typeof raw !== 'object' || raw === null) return undefined
  const value: unknown = (raw as Readonly<Record<string, unknown>>)[key]
  if (Number.isSafeInteger(value)) return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}
