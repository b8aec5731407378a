import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parse } from 'yaml'

export type Vendor = 'mirakl' | 'dotdigital'

/** JSON of a document, wherever in it. */
export type Node = Readonly<Record<string, unknown>>

export interface VendorDocument {
  readonly vendor: Vendor
  /** The file's name, and the base of every `$ref` in it. */
  readonly name: string
  readonly content: Node
}

/** The documents are the vendors' own and never part of this repository. */
export const specsFolder =
  process.env['CONCORD_SPECS'] ?? resolve(import.meta.dirname, '../../../..', 'shared', 'specs')

/** Why nothing can be checked here; undefined where it can. */
export const whyNot: string | undefined =
  existsSync(join(specsFolder, 'mirakl')) && existsSync(join(specsFolder, 'dotdigital'))
    ? undefined
    : `the vendors' OpenAPI documents are not at ${specsFolder}; CONCORD_SPECS names another folder (README.md)`

/** Made by a server from its code, so it speaks last where another document describes the same operation. */
const isGenerated = (name: string): boolean => name.includes('swagger')

/** Every document of a vendor, those written by hand first. */
export const readDocuments = (vendor: Vendor): readonly VendorDocument[] =>
  readdirSync(join(specsFolder, vendor))
    .filter((name) => /\.(json|ya?ml)$/.test(name))
    .sort((left, right) => Number(isGenerated(left)) - Number(isGenerated(right)) || left.localeCompare(right))
    .map((name) => ({ vendor, name, content: readDocument(join(specsFolder, vendor, name)) }))

const readDocument = (path: string): Node => asSchemas(parse(readFileSync(path, 'utf8')), basename(path)) as Node

/**
 * The document in one dialect, JSON Schema 2020-12, which is that of OpenAPI 3.1, with absolute references. What 3.0 says
 * by `nullable` becomes a type, also beside a `$ref`, where 3.0 ignores it and the documents nevertheless mean it. A part
 * of an `allOf` that closes itself closes the whole: read to the letter, such parts exclude one another.
 */
const asSchemas = (node: unknown, base: string): unknown => {
  if (Array.isArray(node)) return node.map((item: unknown) => asSchemas(item, base))
  if (!isNode(node)) return node
  const entries = Object.entries(node).map(([name, value]) => [name, asSchemas(value, base)] as const)
  const { nullable, ...schema } = Object.fromEntries(entries)
  const { $ref, allOf } = schema
  const absolute = typeof $ref === 'string' ? { ...schema, $ref: `${base}${$ref}` } : schema
  const whole = Array.isArray(allOf) ? closedTogether(absolute, allOf.filter(isNode)) : absolute
  return nullable === true ? orNull(whole) : whole
}

const closedTogether = (schema: Node, parts: readonly Node[]): Node => {
  const isClosed = (part: Node): boolean => part['additionalProperties'] === false
  if (!parts.some(isClosed)) return schema
  const opened = parts.map((part) => (isClosed(part) ? without(part, 'additionalProperties') : part))
  return { ...schema, allOf: opened, unevaluatedProperties: false }
}

const without = (node: Node, name: string): Node =>
  Object.fromEntries(Object.entries(node).filter(([each]) => each !== name))

const orNull = (schema: Node): Node => {
  if (typeof schema['type'] !== 'string') return { anyOf: [schema, { type: 'null' }] }
  const words = Array.isArray(schema['enum']) ? { enum: [...(schema['enum'] as unknown[]), null] } : {}
  return { ...schema, ...words, type: [schema['type'], 'null'] }
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const nodeAt = (node: Node | undefined, name: string): Node => {
  const value = node?.[name]
  return isNode(value) ? value : {}
}
