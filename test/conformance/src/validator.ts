import { type ErrorObject, type Options } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { Node, VendorDocument } from './documents.js'

/** A place where a value is not as its schema says. Names and rules only, never values: those are people's data. */
export interface Complaint {
  /** JSON pointer in the value, with `*` for every index, down to a name that is missing or too many. */
  readonly at: string
  /** The keyword that failed. */
  readonly rule: string
  readonly expected: string
}

/** Complaints about a value; none where it conforms. */
export type Validate = (schema: Node, value: unknown) => readonly Complaint[]

export interface Validators {
  readonly json: Validate
  /** For what comes as text, as parameters do: `"10"` is a number where one is wanted. */
  readonly text: Validate
}

const options: Options = {
  allErrors: true,
  // The documents carry words of OpenAPI, and formats of their vendors' own, that say nothing of validity.
  strict: false,
  logger: false,
  validateSchema: false,
}

export const createValidators = (documents: readonly VendorDocument[]): Validators => {
  const make = (more: Options): Validate => {
    const ajv = new Ajv2020({ ...options, ...more })
    formats.default(ajv)
    for (const { name, content } of documents) ajv.addSchema(content, name)
    return (schema, value) => {
      const isValid = ajv.compile(schema)
      return isValid(value) ? [] : complaintsOf(isValid.errors ?? [])
    }
  }
  return { json: make({}), text: make({ coerceTypes: true }) }
}

/** Of a choice, only why its branches failed is told. */
const complaintsOf = (errors: readonly ErrorObject[]): readonly Complaint[] => {
  const all = errors.filter(({ keyword, params }) => keyword !== 'anyOf' && params['passingSchemas'] !== null)
  return (all.length === 0 ? errors : all).map(({ keyword, instancePath, params, message }) => ({
    at: generalised(instancePath) + nameIn(params),
    rule: keyword,
    expected: expectation(message ?? keyword, params),
  }))
}

export const generalised = (pointer: string): string => pointer.replaceAll(/\/\d+(?=\/|$)/g, '/*')

const nameIn = (params: Record<string, unknown>): string => {
  const name = params['missingProperty'] ?? params['additionalProperty'] ?? params['unevaluatedProperty']
  return typeof name === 'string' ? `/${name}` : ''
}

const expectation = (message: string, params: Record<string, unknown>): string =>
  Array.isArray(params['allowedValues']) ? `one of ${params['allowedValues'].join(', ')}` : message
