import { z } from 'zod'

export type Environment = Readonly<Record<string, string | undefined>>

/** `north-2` as it stands in the name of a variable: `NORTH_2`. */
export const variablePart = (id: string): string => id.toUpperCase().replaceAll('-', '_')

export const secret = z.string().min(1)
export const secrets = z
  .string()
  .default('')
  .transform((text) => text.split(',').filter((value) => value !== ''))

const tokenLength = 16
/** What nothing but its length protects from being guessed. */
export const tokens = secrets.refine(
  (values) => values.every((value) => value.length >= tokenLength),
  `must have at least ${tokenLength} characters each`,
)
export const password = secret.min(tokenLength, `must have at least ${tokenLength} characters`)

/** One of several variables is enough, so that whichever of the others is missing is named. */
export const hasSome = (names: readonly string[], environment: Environment): boolean =>
  names.flatMap((name) => [name, `${name}_FILE`]).some((name) => (environment[name] ?? '') !== '')

export const shapeOf = <T extends z.ZodType>(
  names: readonly { readonly part: string }[],
  nameOf: (part: string) => string,
  type: T,
): Record<string, T> => Object.fromEntries(names.map(({ part }) => [nameOf(part), type]))
