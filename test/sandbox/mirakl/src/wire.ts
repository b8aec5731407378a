import { createHash } from 'node:crypto'
import type { Json, WireObject } from './world.js'

/** The text under `key`; numbers as text, since ids are either; empty where there is none. */
export const textOf = (object: WireObject, key: string): string => {
  const value = object[key]
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** The number under `key`; 0 where there is none. */
export const numberOf = (object: WireObject, key: string): number => {
  const value = object[key]
  return typeof value === 'number' ? value : 0
}

/** The object under `key`, or an empty one. */
export const objectOf = (object: WireObject, key: string): WireObject => asObject(object[key])

export const asObject = (value: Json | undefined): WireObject =>
  typeof value === 'object' && value !== null && !isList(value) ? value : {}

export const listOf = (object: WireObject, key: string): readonly Json[] => {
  const value = object[key]
  return isList(value) ? value : []
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** Milliseconds since 1970, NaN where there is no date: whatever precision or offset it is written in. */
export const instantOf = (object: WireObject, key: string): number => Date.parse(textOf(object, key))

/** By instant, then by id, both rising. */
export const byCreation =
  (dateKey: string, idKey: string) =>
  (left: WireObject, right: WireObject): number =>
    instantOf(left, dateKey) - instantOf(right, dateKey) || compareText(textOf(left, idKey), textOf(right, idKey))

export const compareText = (left: string, right: string): number => (left === right ? 0 : left < right ? -1 : 1)

/** The same hex digits for the same text, always: what is random in the sandbox is drawn from here. */
export const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

/** From 0 up to, and without, 1: the same for the same text. */
export const chanceOf = (text: string): number => parseInt(digest(text).slice(0, 8), 16) / 2 ** 32

/** The same for the same text. */
export const uuidOf = (text: string): string =>
  digest(text).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-a$4-$5')

const digests = new WeakMap<WireObject, string>()

/** Of the whole object, whatever the order of its fields; kept, since steps share most of their objects. */
export const contentDigest = (object: WireObject): string => {
  const known = digests.get(object) ?? digest(JSON.stringify(object, sortKeys))
  digests.set(object, known)
  return known
}

const sortKeys = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => compareText(left, right)))
    : value
