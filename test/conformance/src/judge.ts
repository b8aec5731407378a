import { isNode, type Vendor } from './documents.js'
import type { Exchange } from './exchange.js'
import type { Contents, Operation, Parameter } from './operations.js'
import type { Complaint, Validators } from './validator.js'

/** Something a document does not allow. */
export interface Fault extends Complaint {
  readonly vendor: Vendor
  readonly document: string
  readonly operation: string
  readonly side: 'request' | 'answer'
  readonly caller: string
}

/** Checks one side of exchanges against what one document says of their operation. */
export interface Judge {
  path(path: string, operation: Operation): readonly Complaint[]
  request(exchange: Exchange, operation: Operation): readonly Fault[]
  /** @param operations one by each document that describes the call: a status is fine where one of them knows it */
  answer(exchange: Exchange, operations: readonly Operation[]): readonly Fault[]
}

export const createJudge = (validators: Validators): Judge => ({
  path: (path, operation) => pathComplaints(validators, path, operation),
  request: (exchange, operation) => {
    const { request } = operation
    if (request === undefined) return []
    const complaints = [
      ...queryComplaints(validators, exchange, request.parameters),
      ...pathComplaints(validators, exchange.path, operation),
      ...bodyComplaints(validators, request.body, { type: exchange.requestType, text: exchange.requestBody }),
    ]
    return complaints.map(faultOf(exchange, operation, 'request'))
  },
  answer: (exchange, operations) => {
    const knowing = operations.filter(({ answers }) => String(exchange.status) in answers)
    return knowing.length === 0 ? statusFaults(exchange, operations) : answerFaults(validators, exchange, knowing)
  },
})

/**
 * A document without a body for a status is silent about it rather than against it, and the generated one names other
 * media types than the one written by hand: those that describe what was sent judge it.
 */
const answerFaults = (
  validators: Validators,
  exchange: Exchange,
  operations: readonly Operation[],
): readonly Fault[] => {
  const contentsIn = ({ answers }: Operation): Contents => answers[String(exchange.status)] ?? {}
  const telling = operations.filter((operation) => Object.keys(contentsIn(operation)).length > 0)
  const fitting = telling.filter((operation) => mediaOf(contentsIn(operation), exchange.answerType) !== undefined)
  const isSilent = telling.length === 0 && exchange.status >= 400
  const judging = fitting.length > 0 ? fitting : isSilent ? [] : [...telling, ...operations].slice(0, 1)
  const read = exchange.vendor === 'mirakl' ? withoutNulls : undefined
  return judging.flatMap((operation) =>
    bodyComplaints(validators, contentsIn(operation), {
      type: exchange.answerType,
      text: exchange.answerBody,
      read,
    }).map(faultOf(exchange, operation, 'answer')),
  )
}

const faultOf =
  ({ caller }: Exchange, { vendor, document, id }: Operation, side: Fault['side']) =>
  (complaint: Complaint): Fault => ({ vendor, document, operation: id, side, caller, ...complaint })

/** The documents name few refusals, so only a success nobody describes is a fault. */
const statusFaults = (exchange: Exchange, operations: readonly Operation[]): readonly Fault[] => {
  const { status } = exchange
  if (status >= 400) return []
  return operations.map((operation) => {
    const expected = `one of ${Object.keys(operation.answers).join(', ')}`
    return faultOf(exchange, operation, 'answer')({ at: `/status/${String(status)}`, rule: 'status', expected })
  })
}

interface Body {
  readonly type: string | undefined
  readonly text: string
  /** How the JSON is read before it is checked. */
  readonly read?: ((value: unknown) => unknown) | undefined
}

/**
 * Mirakl's document never says that a value may be null, while its own examples of OR11 and RT11 and everything seen in
 * production are full of nulls: a null stands for what is absent. Where a name is required, it is then missed.
 */
const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isNode(value)) return value
  const present = Object.entries(value).filter(([, each]) => each !== null)
  return Object.fromEntries(present.map(([name, each]) => [name, withoutNulls(each)]))
}

const bodyComplaints = (validators: Validators, contents: Contents, body: Body): readonly Complaint[] => {
  const { type, text, read = (value) => value } = body
  const types = Object.keys(contents)
  if (types.length === 0) return text === '' ? [] : [{ at: '/body', rule: 'body', expected: 'no body' }]
  if (text === '') return hasContent(contents) ? [{ at: '/body', rule: 'body', expected: 'a body' }] : []
  const media = mediaOf(contents, type)
  if (media === undefined) return [{ at: '/type', rule: 'type', expected: `one of ${types.join(', ')}` }]
  const schema = contents[media] ?? {}
  if (!essence(media).endsWith('json')) return validators.json(schema, text).map(inside('/body'))
  const json = parsed(text)
  if (json === undefined) return [{ at: '/body', rule: 'json', expected: 'JSON' }]
  return validators.json(schema, read(json.value)).map(inside('/body'))
}

/** Whether JSON is documented; a text may be empty. */
const hasContent = (contents: Contents): boolean =>
  Object.entries(contents).every(
    ([type, schema]) => essence(type).endsWith('json') && ('type' in schema || '$ref' in schema),
  )

const mediaOf = (contents: Contents, type = ''): string | undefined =>
  Object.keys(contents).find((each) => essence(each) === essence(type))

const essence = (type: string): string => (type.split(';')[0] ?? '').trim().toLowerCase()

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

const inside =
  (prefix: string) =>
  (complaint: Complaint): Complaint => ({ ...complaint, at: `${prefix}${complaint.at}` })

const queryComplaints = ({ text }: Validators, { query }: Exchange, parameters: readonly Parameter[]) => {
  const given = new URLSearchParams(query)
  const known = parameters.filter((parameter) => parameter.in === 'query')
  const unknown = [...new Set(given.keys())]
    .filter((name) => !known.some((parameter) => parameter.name === name))
    .map((name): Complaint => ({ at: `/query/${name}`, rule: 'unknown', expected: 'no such parameter' }))
  const wrong = known.flatMap((parameter): readonly Complaint[] => {
    const at = `/query/${parameter.name}`
    const values = given.getAll(parameter.name)
    if (values.length === 0) return parameter.isRequired ? [{ at, rule: 'required', expected: 'a value' }] : []
    return text(parameter.held, { value: valueOf(parameter, values) }).map(unwrapped(at))
  })
  return [...unknown, ...wrong]
}

const unwrapped =
  (at: string) =>
  (complaint: Complaint): Complaint => ({ ...complaint, at: `${at}${complaint.at.slice('/value'.length)}` })

const separators: Readonly<Record<string, string>> = { form: ',', pipeDelimited: '|', spaceDelimited: ' ' }

const valueOf = ({ isList, style, isExploded }: Parameter, values: readonly string[]): unknown => {
  if (!isList) return values.at(-1)
  return isExploded ? values : values.flatMap((value) => value.split(separators[style] ?? ','))
}

const pathComplaints = ({ text }: Validators, path: string, operation: Operation): readonly Complaint[] =>
  Object.entries(pathValues(operation.path, path)).flatMap(([name, value]) => {
    const parameter = operation.request?.parameters.find((each) => each.in === 'path' && each.name === name)
    return parameter === undefined ? [] : text(parameter.held, { value }).map(unwrapped(`/path/${name}`))
  })

/** What stands in the braces of a path. */
export const pathValues = (template: string, path: string): Readonly<Record<string, string>> => {
  const values = segmentsOf(path)
  return Object.fromEntries(
    segmentsOf(template).flatMap((segment, index) =>
      segment.startsWith('{') ? [[segment.slice(1, -1), decoded(values[index] ?? '')]] : [],
    ),
  )
}

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** A slash at the end changes nothing: callers in production send it where no document shows it. */
export const segmentsOf = (path: string): readonly string[] => path.split('/').filter((segment) => segment !== '')
