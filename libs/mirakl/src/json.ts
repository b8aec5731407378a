import { isSafeNumber, parse } from 'lossless-json'

/**
 * JSON with every digit kept: a number that an IEEE double would change comes as its text, which `amount` reads as well.
 *
 * @throws SyntaxError which may quote the payload: never let it out
 */
export const readJson = (text: string): unknown => parse(text, undefined, exactNumber)

/** A number where a double holds all its digits, else the digits. */
export const exactNumber = (digits: string): number | string => (isSafeNumber(digits) ? Number(digits) : digits)
