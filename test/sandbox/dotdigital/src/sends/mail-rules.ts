import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { SentMessage } from '../memory/account.js'
import { isAddress } from '../contacts/contact-requests.js'
import type { Store } from '../memory/store.js'
import { anyCase } from '../http/v2-asking.js'

const mostAddresses = 100
/** Characters of JSON. */
const longestMetadata = 1500
const mostAttachedBytes = 15 * 1024 * 1024
/** A UTC day, by default (developer.dotdigital.com/docs/transactional-email). */
const mostMailsADay = 50_000

/** Why something is not sent, in the words of v2. */
export interface Unsent {
  readonly code: string
  readonly text: string
}

export const invalid = (text: string): Unsent => ({ code: 'ERROR_PARAMETER_INVALID', text })

const Addresses = z.array(z.string()).nullish()

const Attachment = anyCase(z.object({ fileName: z.string().min(1), mimeType: z.string().min(1), content: z.base64() }))

/** What every transactional e-mail has, whatever is in it. */
export const mailShape = {
  toAddresses: Addresses,
  ccAddresses: Addresses,
  bccAddresses: Addresses,
  fromAddress: z.string().nullish(),
  metadata: z.unknown().optional(),
  attachments: z.array(Attachment).nullish(),
}

type Mail = z.output<z.ZodObject<typeof mailShape>>

export const mailFault = (store: Store, mail: Mail): Unsent | undefined => {
  const { toAddresses, ccAddresses, bccAddresses, metadata, attachments } = mail
  if (!areAddresses(toAddresses) || toAddresses?.length === 0 || toAddresses == null)
    return invalid('ToAddresses field is empty or invalid.')
  if (!areAddresses(ccAddresses)) return invalid('CcAddresses field is invalid.')
  if (!areAddresses(bccAddresses)) return invalid('BccAddresses field is invalid.')
  if (lengthOf(metadata) > longestMetadata) return invalid('Metadata is too long.')
  const bytes = (attachments ?? []).map(({ content }) => Buffer.byteLength(content, 'base64'))
  if (bytes.reduce((sum, size) => sum + size, 0) > mostAttachedBytes) {
    return { code: 'ERROR_DOCUMENT_ATTACHMENTSTOOLARGE', text: 'Error:' }
  }
  const sentToday = store.state.mailsByDay.get(store.now().toISOString().slice(0, 10)) ?? 0
  return sentToday >= mostMailsADay ? { code: 'ERROR_SEND_LIMITEXCEEDED', text: 'Error:' } : undefined
}

const areAddresses = (addresses: readonly string[] | null | undefined): boolean =>
  addresses == null || (addresses.length <= mostAddresses && addresses.every(isAddress))

/** An object in one document, a text in the other. */
const lengthOf = (metadata: unknown): number =>
  typeof metadata === 'string' ? metadata.length : JSON.stringify(metadata ?? {}).length

type Sending = Pick<SentMessage, 'kind' | 'campaignId' | 'content' | 'personalization'>

/** Sends from the account's default address what asks for one the account does not have. */
export const sendMail = (store: Store, mail: Mail, sending: Sending): void => {
  const { fromAddresses } = store.state
  const [standard] = fromAddresses
  const asked = mail.fromAddress?.toLowerCase()
  const about = mail.metadata === undefined ? {} : { metadata: mail.metadata }
  const message: SentMessage = {
    id: randomUUID(),
    ...sending,
    to: mail.toAddresses ?? [],
    ...(mail.ccAddresses == null ? {} : { cc: mail.ccAddresses }),
    ...(mail.bccAddresses == null ? {} : { bcc: mail.bccAddresses }),
    from: asked !== undefined && fromAddresses.has(asked) ? asked : standard,
    ...(mail.attachments == null ? {} : { attachments: mail.attachments.map(({ fileName }) => fileName) }),
    ...about,
    at: store.now().toISOString(),
  }
  store.record({ fact: 'sent', message })
}
