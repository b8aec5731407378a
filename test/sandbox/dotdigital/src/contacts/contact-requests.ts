import { z } from 'zod'
import type { DotdigitalSettings } from '../settings.js'
import type { ConsentRecord, MobileStatus } from '../memory/world.js'

export { isAddress } from './identifiers.js'

const Status = z.enum(['subscribed', 'unsubscribed', 'suppressed'])
/** Compared without case: the specification asks for `html` and shows `Html` in an example of its own. */
const word = (...words: readonly string[]) => z.string().refine((text) => words.includes(text.toLowerCase()))

export const EmailType = word('plaintext', 'html')
export const OptInType = word('unknown', 'single', 'double', 'verifieddouble')

const emailChannel = {
  emailType: EmailType.optional(),
  optInType: OptInType.optional(),
  status: Status.optional(),
}

const locales = [
  'cs-CS',
  'da-DA',
  'de-DE',
  'el-EL',
  'en-EN',
  'es-ES',
  'es',
  'fi-FI',
  'fr-FR',
  'hu-HU',
  'it-IT',
] as const
const moreLocales = ['nl-NL', 'nb-NO', 'pl-PL', 'pt-PT', 'ru-RU', 'se-SE', 'sk-SK', 'tr-TR', 'zh-CN'] as const

const resubscribable = {
  ...emailChannel,
  resubscribeOptions: z
    .object({
      resubscribeWithNoChallenge: z.boolean().optional(),
      preferredLocale: z.enum([...locales, ...moreLocales]).optional(),
      redirectUrlAfterChallenge: z.url().optional(),
    })
    .optional(),
}

const MobileStatus = z.enum(['noSubscription', 'subscribed', 'unsubscribed', 'suppressed'])

const channels = (email: z.ZodRawShape, mayHaveSmsOptInType: boolean) => {
  const status = { status: MobileStatus.optional() }
  const sms = mayHaveSmsOptInType ? { ...status, optInType: z.string().optional() } : status
  const each = { email: z.strictObject(email), sms: z.strictObject(sms), whatsApp: z.strictObject(status) }
  return z.strictObject(each).partial().optional()
}

/** All five, and nothing else. */
const ConsentRecord = z.strictObject({
  text: z.string().min(1),
  dateTimeConsented: z.iso.datetime({ local: true, offset: true }),
  url: z.url(),
  ipAddress: z.union([z.ipv4(), z.ipv6()]),
  userAgent: z.string().min(1),
})

export const ConsentRecords = z.array(ConsentRecord).min(1).max(5)

const shared = {
  dataFields: z.record(z.string(), z.unknown()).optional(),
  lists: z.array(z.number().int()).min(1).max(100).optional(),
  preferences: z
    .array(z.object({ id: z.number().int(), isOptedIn: z.boolean() }))
    .min(1)
    .optional(),
}

/** Some clients send numbers. */
const Identifiers = z.record(z.string(), z.union([z.string(), z.number()]).transform(String))

const requests = (mayHaveSmsOptInType: boolean) => {
  const updated = channels(resubscribable, mayHaveSmsOptInType)
  const withConsent = { ...shared, consentRecords: ConsentRecords.optional() }
  return {
    /** Knows no resubscribeOptions: a contact that exists is refused. */
    create: z.object({
      identifiers: Identifiers,
      channelProperties: channels(emailChannel, mayHaveSmsOptInType),
      ...withConsent,
    }),
    update: z.object({ identifiers: Identifiers.optional(), channelProperties: updated, ...withConsent }),
    /** Consent is recorded by the others only. */
    replace: z.object({ identifiers: Identifiers, channelProperties: updated, ...shared }),
    /** Consent that cannot be applied keeps no contact out. */
    importItem: z.object({
      matchIdentifier: z.string(),
      identifiers: Identifiers,
      channelProperties: updated,
      ...shared,
      consentRecords: z.unknown().optional(),
    }),
  }
}

const [strict, lenient] = [requests(false), requests(true)]

export const requestsBy = ({ smsOptInType }: DotdigitalSettings) => (smsOptInType === 'accept' ? lenient : strict)

/** Items are looked at one by one when the import runs; here only what makes the whole request a bad one. */
export const ImportRequest = z.object({
  mergeOption: z.enum(['overwrite', 'overwriteIfNotEmpty', 'overwriteIfEmpty']).default('overwrite'),
  contacts: z
    .array(z.looseObject({ matchIdentifier: z.string(), identifiers: z.record(z.string(), z.unknown()) }))
    .min(1),
})

export interface EmailChannelRequest {
  readonly emailType?: string | undefined
  readonly optInType?: string | undefined
  readonly status?: z.infer<typeof Status> | undefined
  readonly resubscribeOptions?:
    | {
        readonly resubscribeWithNoChallenge?: boolean | undefined
        readonly preferredLocale?: string | undefined
        readonly redirectUrlAfterChallenge?: string | undefined
      }
    | undefined
}

interface MobileChannelRequest {
  readonly status?: MobileStatus | undefined
}

/** What is written to a contact, by whichever call; what is left out stays. */
export interface ContactRequest {
  readonly identifiers?: Readonly<Record<string, string>> | undefined
  readonly channelProperties?:
    | {
        readonly email?: EmailChannelRequest | undefined
        readonly sms?: MobileChannelRequest | undefined
        readonly whatsApp?: MobileChannelRequest | undefined
      }
    | undefined
  readonly dataFields?: Readonly<Record<string, unknown>> | undefined
  readonly lists?: readonly number[] | undefined
  readonly preferences?: readonly { readonly id: number; readonly isOptedIn: boolean }[] | undefined
  readonly consentRecords?: readonly ConsentRecord[] | undefined
}

export const emailOf = (request: ContactRequest): EmailChannelRequest => request.channelProperties?.email ?? {}
