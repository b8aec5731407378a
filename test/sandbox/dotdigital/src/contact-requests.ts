import { z } from 'zod'

const Status = z.enum(['subscribed', 'unsubscribed', 'suppressed'])
/** Compared without case: the specification asks for `html` and shows `Html` in an example of its own. */
const word = (...words: readonly string[]) => z.string().refine((text) => words.includes(text.toLowerCase()))

const emailChannel = {
  emailType: word('plaintext', 'html').optional(),
  optInType: word('unknown', 'single', 'double', 'verifieddouble').optional(),
  status: Status.optional(),
}

const ResubscribeOptions = z.object({
  resubscribeWithNoChallenge: z.boolean().optional(),
  preferredLocale: z.string().optional(),
  redirectUrlAfterChallenge: z.string().optional(),
})

const Channels = (email: z.ZodType) =>
  z.strictObject({ email: email.optional(), sms: z.unknown().optional(), whatsApp: z.unknown().optional() })

const shared = {
  dataFields: z.record(z.string(), z.unknown()).optional(),
  lists: z.array(z.number().int()).min(1).max(100).optional(),
  preferences: z.array(z.unknown()).optional(),
  consentRecords: z.array(z.unknown()).min(1).max(5).optional(),
}

const Identifiers = z.record(z.string(), z.union([z.string(), z.number()]))

/** Knows no resubscribeOptions: a contact that exists is refused. */
export const CreateRequest = z.object({
  identifiers: Identifiers,
  channelProperties: Channels(z.strictObject(emailChannel)).optional(),
  ...shared,
})

const UpdateChannels = Channels(
  z.strictObject({ ...emailChannel, resubscribeOptions: ResubscribeOptions.optional() }),
).optional()

export const UpdateRequest = z.object({
  identifiers: Identifiers.optional(),
  channelProperties: UpdateChannels,
  ...shared,
})

export const ImportItem = z.object({
  matchIdentifier: z.string(),
  identifiers: Identifiers,
  channelProperties: UpdateChannels,
  ...shared,
})

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
  readonly resubscribeOptions?: z.infer<typeof ResubscribeOptions> | undefined
}

export interface ContactRequest {
  readonly identifiers?: Readonly<Record<string, string | number>> | undefined
  readonly channelProperties?: { readonly email?: unknown } | undefined
  readonly dataFields?: Readonly<Record<string, unknown>> | undefined
  readonly lists?: readonly number[] | undefined
}

export const emailOf = (request: ContactRequest): EmailChannelRequest => request.channelProperties?.email ?? {}

export const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
