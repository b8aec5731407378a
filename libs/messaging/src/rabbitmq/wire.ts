import { messageSchemas, services, type Message, type MessageType } from '@concord/contracts'
import { lanes } from '@concord/domain'
import type { Options } from 'amqplib'
import { z } from 'zod'
import { Undecodable } from '../errors.js'

/** Encrypts what a message says before it leaves the process. */
export interface Seal {
  seal(text: string): string
  /** @throws whatever it likes when it cannot open; the message is dead-lettered */
  open(sealed: string): string
}

const text = z.string()
const types = Object.keys(messageSchemas) as MessageType[]

/** A CloudEvent as it travels: all readable but its data. */
const sealedMessage = z.object({
  specversion: z.literal('1.0'),
  id: text,
  type: z.enum(types),
  source: z.enum(services),
  subject: text,
  time: text,
  marketplace: text,
  recordkey: text,
  recordversion: text,
  lane: z.enum(lanes),
  correlationid: text,
  causationid: text.optional(),
  traceparent: text.optional(),
  data: text,
})
export type SealedMessage = z.infer<typeof sealedMessage>

export const encode = (message: Message, seal: Seal): Buffer =>
  Buffer.from(JSON.stringify({ ...message, data: seal.seal(JSON.stringify(message.data)) }))

/** What the management UI shows of a message. */
export const propertiesOf = (message: Message): Options.Publish => ({
  persistent: true,
  contentType: 'application/cloudevents+json',
  messageId: message.id,
  correlationId: message.correlationid,
  type: message.type,
  appId: message.source,
  headers: message.traceparent === undefined ? {} : { traceparent: message.traceparent },
})

/** @throws Undecodable */
export const readEnvelope = (content: Buffer): SealedMessage => {
  const read = sealedMessage.safeParse(parsed(content.toString(), 'the message'))
  if (!read.success) throw new Undecodable(`not a message of Concord: ${faultsIn(read.error)}`)
  return read.data
}

/** @throws Undecodable */
export const openMessage = (sealed: SealedMessage, seal: Seal): Message => {
  const read = messageSchemas[sealed.type].safeParse(parsed(opened(sealed.data, seal), 'its data'))
  if (!read.success) throw new Undecodable(`not the data of a ${sealed.type}: ${faultsIn(read.error)}`)
  return { ...sealed, data: read.data } as Message
}

const opened = (sealed: string, seal: Seal): string => {
  try {
    return seal.open(sealed)
  } catch (cause) {
    throw new Undecodable('its data cannot be opened with the keys at hand', cause)
  }
}

/** The cause is dropped: a parser's message quotes the text. */
const parsed = (json: string, what: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    throw new Undecodable(`${what} is not JSON`)
  }
}

/** Where it is wrong, never what is there. */
const faultsIn = (error: z.ZodError): string =>
  error.issues
    .slice(0, 5)
    .map(({ path, code }) => `${path.join('.') || 'all'} ${code}`)
    .join(', ')
