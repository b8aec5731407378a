import { type Fields, type Found, isFields, refusedObject } from './found.js'
import { readJsonBytes } from './json-text.js'
import { openMiraklForm } from './mirakl-forms.js'

/** The push envelope of Google Pub/Sub: `{message: {data, messageId, attributes}, subscription}`, data in base64. */
const isPushed = (content: unknown): content is Fields & { readonly message: Fields } =>
  isFields(content) && isFields(content['message']) && typeof content['subscription'] === 'string'

/**
 * What a relay hands over: a form of Mirakl, or a push of Pub/Sub around one. A push that cannot be opened is an object
 * with faults, since a refusal would only have it pushed again.
 */
export const openPayload = (content: unknown): Found => {
  if (!isPushed(content)) return openMiraklForm(content)
  const { data } = content.message
  if (typeof data !== 'string' || !isBase64(data)) return unopened(content, 'expected JSON as base64')
  const json = readJsonBytes(Buffer.from(data, 'base64'))
  return json.ok ? openMiraklForm(json.content) : unopened(content, json.fault)
}

const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/_-]+={0,2}$/.test(text)

const unopened = (raw: unknown, fault: string): Found => refusedObject('order', raw, [`message.data: ${fault}`])
