import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Node, nodeAt, specsFolder, type VendorDocument } from './documents.js'
import type { Operation } from './operations.js'

/**
 * Operations whose answers Mirakl's document describes among its components, while their paths are not public: S20 and
 * S03 where production clients call them (reference, section 4), S21 where the sandbox puts it.
 */
const hidden = [
  { id: 'S20', path: '/api/shops', schema: 'S20_Response_200' },
  { id: 'S03', path: '/api/shops/{shop}/evaluations', schema: 'S03_Response_200' },
  { id: 'S21', path: '/api/shops/statistics', schema: 'S21_Response_200' },
]

export const hiddenOperations = (documents: readonly VendorDocument[]): readonly Operation[] =>
  documents.flatMap(({ vendor, name, content }) =>
    hidden
      .filter(({ schema }) => schema in nodeAt(nodeAt(content, 'components'), 'schemas'))
      .map(({ id, path, schema }) => ({
        vendor,
        document: name,
        id,
        method: 'GET',
        path,
        answers: { '200': { 'application/json': { $ref: `${name}#/components/schemas/${schema}` } } },
      })),
  )

const fieldsPath = resolve(specsFolder, '../reference/samples/mirakl/fields-or61-front.json')

/** OR61, from the list of fields of Mirakl's front document, of which nothing else is at hand. */
export const listedOperations = (): readonly Operation[] =>
  existsSync(fieldsPath)
    ? [
        {
          vendor: 'mirakl',
          document: 'fields-or61-front.json',
          id: 'OR61',
          method: 'GET',
          path: '/api/incidents',
          answers: { '200': { 'application/json': schemaOf(JSON.parse(readFileSync(fieldsPath, 'utf8')) as Field[]) } },
        },
      ]
    : []

interface Field {
  /** Like `data[].channel.code`. */
  readonly path: string
  /** A type of JSON Schema, or `array<…>` of one. */
  readonly type: string
  readonly required: boolean
  readonly format?: string
  readonly enum?: readonly unknown[]
}

const schemaOf = (fields: readonly Field[], prefix = ''): Node => {
  const own = fields.filter(({ path }) => path.startsWith(prefix) && /^[^.]+$/.test(path.slice(prefix.length)))
  const name = ({ path }: Field): string => path.slice(prefix.length)
  return {
    type: 'object',
    required: own.filter(({ required }) => required).map(name),
    properties: Object.fromEntries(own.map((field) => [name(field), valueSchema(fields, field)])),
  }
}

const valueSchema = (fields: readonly Field[], { path, type, format, enum: words }: Field): Node => {
  const item = /^array<(.*)>$/.exec(type)?.[1]
  if (item === 'object') return { type: 'array', items: schemaOf(fields, `${path}[].`) }
  if (item !== undefined) return { type: 'array', items: { type: item } }
  if (type === 'object') return schemaOf(fields, `${path}.`)
  return { type, ...(format === undefined ? {} : { format }), ...(words === undefined ? {} : { enum: words }) }
}
