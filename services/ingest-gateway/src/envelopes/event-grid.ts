import { type Found, isFields, openEach, refusedObject } from './found.js'
import { openPayload } from './pub-sub.js'

/** The events of Azure Event Grid in its own schema: a list, each with its object under `data`. */
export const openEventGrid = (content: unknown): Found => openEach(listOf(content), openEvent)

/**
 * The code of a handshake that a subscription begins with (learn.microsoft.com/azure/event-grid/webhook-event-delivery):
 * whoever returns it agrees to be posted to. Undefined where there is none.
 */
export const validationCodeOf = (content: unknown): string | undefined => {
  const [event] = listOf(content)
  const data = isFields(event) ? event['data'] : undefined
  const code = isFields(data) ? data['validationCode'] : undefined
  return typeof code === 'string' && /^[\w-]{1,200}$/.test(code) ? code : undefined
}

const openEvent = (event: unknown): Found =>
  isFields(event) && 'data' in event
    ? openPayload(event['data'])
    : refusedObject('order', event, ['data: expected an object of Mirakl, got nothing'])

const listOf = (content: unknown): readonly unknown[] => (Array.isArray(content) ? content : [content])
