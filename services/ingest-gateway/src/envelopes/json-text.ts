import { readJson } from '@concord/mirakl'

export type JsonText =
  | { readonly ok: true; readonly content: unknown }
  /** A remedy, without anything of the text. */
  | { readonly ok: false; readonly fault: string }

/** Nothing of Mirakl, Google, Microsoft or Dotdigital nests deeper than about ten. */
const depthLimit = 64

/** JSON in UTF-8, with or without a byte order mark; every digit of a number is kept. Never throws. */
export const readJsonBytes = (bytes: Uint8Array): JsonText => {
  const text = utf8(bytes)
  if (text === undefined) return { ok: false, fault: 'it is not UTF-8; send JSON in UTF-8' }
  if (isDeeperThan(depthLimit, text)) return { ok: false, fault: `it is nested deeper than ${depthLimit} levels` }
  try {
    return { ok: true, content: readJson(text) }
  } catch {
    return { ok: false, fault: 'it is not JSON, or says one key twice in one object; send valid JSON' }
  }
}

/**
 * JSON of which nothing but names and dates is kept: what is said twice or nested deep is no reason to refuse its
 * neighbours, so it is read as JavaScript reads it. Never throws.
 */
export const readLenientJsonBytes = (bytes: Uint8Array): JsonText => {
  const exact = readJsonBytes(bytes)
  const text = utf8(bytes)
  if (exact.ok || text === undefined) return exact
  try {
    return { ok: true, content: JSON.parse(text.replace(/^\uFEFF/, '')) as unknown }
  } catch {
    return exact
  }
}

const utf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Looked at before it is parsed, since parsers call themselves for each level. */
const isDeeperThan = (limit: number, text: string): boolean => {
  let [depth, isInText] = [0, false]
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]
    if (character === '"') isInText = !isInText
    else if (isInText) index += character === '\\' ? 1 : 0
    else if (character === '[' || character === '{') depth += 1
    else if (character === ']' || character === '}') depth -= 1
    if (depth > limit) return true
  }
  return false
}
