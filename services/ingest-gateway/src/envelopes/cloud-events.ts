import type { IncomingHttpHeaders } from 'node:http'
import { CloudEvent } from 'cloudevents'
import { type Fields, type Found, isFields, openEach, refusedObject } from './found.js'
import { readJsonBytes } from './json-text.js'
import { kindOf } from './mirakl-forms.js'
import { openPayload } from './pub-sub.js'

/** How a post carries CloudEvents 1.0; undefined where it carries none. */
export const cloudEventsMode = (headers: IncomingHttpHeaders): 'structured' | 'batched' | 'binary' | undefined => {
  const type = headers['content-type']?.toLowerCase() ?? ''
  if (type.startsWith('application/cloudevents-batch')) return 'batched'
  if (type.startsWith('application/cloudevents')) return 'structured'
  return 'ce-specversion' in headers || 'ce-id' in headers ? 'binary' : undefined
}

/** One event, or a batch of them; a bad one becomes an object with faults and leaves its neighbours alone. */
export const openCloudEvents = (content: unknown): Found =>
  Array.isArray(content) ? openEach(content as unknown[], openCloudEvent) : openCloudEvent(content)

/** The event stands in the headers, its data in the body. */
export const openBinaryCloudEvent = (headers: IncomingHttpHeaders, data: unknown): Found =>
  openCloudEvent({ ...attributesIn(headers), data })

const attributesIn = (headers: IncomingHttpHeaders): Fields =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (name.startsWith('ce-') ? [[name.slice(3), value]] : [])),
  )

const openCloudEvent = (event: unknown): Found => {
  if (!isFields(event)) return refused(event, ['expected an object of CloudEvents 1.0'])
  const missing = faultsOfAttributes(event)
  if (missing.length > 0) return refused(event, missing)
  const data = dataOf(event)
  return 'fault' in data ? refused(event, [data.fault]) : openPayload(data.content)
}

/** The package makes up an id and a version where there is none. */
const faultsOfAttributes = (event: Fields): readonly string[] => [
  ...['id', 'source', 'type']
    .filter((name) => typeof event[name] !== 'string' || event[name] === '')
    .map((name) => `${name}: expected a text`),
  ...(event['specversion'] === '1.0' ? [] : ['specversion: expected 1.0']),
]

const dataOf = (event: Fields): { readonly content: unknown } | { readonly fault: string } => {
  const data = validData(event)
  if (data === undefined) return { fault: 'an attribute or data is not as CloudEvents 1.0 says' }
  if (!(data instanceof Uint8Array)) return { content: data }
  const json = readJsonBytes(data)
  return json.ok ? { content: json.content } : { fault: `data_base64: ${json.fault}` }
}

const validData = (event: Fields): unknown => {
  try {
    return new CloudEvent({ ...event }).data
  } catch {
    return undefined
  }
}

const refused = (raw: unknown, faults: readonly string[]): Found =>
  refusedObject(kindOf(isFields(raw) ? (raw['data'] ?? raw) : raw), raw, faults)
