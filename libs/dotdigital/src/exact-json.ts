import { isSafeNumber, LosslessNumber, parse, stringify } from 'lossless-json'

/**
 * A JSON number with every digit it was written with; `String()` gives them. Answers hold one wherever a JavaScript
 * number would change the value, and a plain number everywhere else.
 */
export type ExactNumber = LosslessNumber

/**
 * A number to be sent digit by digit, like `exactNumber('9007199254740993.10')`.
 *
 * @throws Error where the text is no JSON number
 */
export const exactNumber = (digits: string): ExactNumber => new LosslessNumber(digits)

/** @throws SyntaxError which may quote the payload: never let it out */
export const readJson = (text: string): unknown =>
  parse(text, undefined, { parseNumber: numberOf, onDuplicateKey: ({ newValue }) => newValue })

export const writeJson = (value: unknown): string => stringify(value) ?? 'null'

const numberOf = (digits: string): number | ExactNumber =>
  isSafeNumber(digits) ? Number(digits) : new LosslessNumber(digits)
