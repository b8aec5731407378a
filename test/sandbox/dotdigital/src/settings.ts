import { z } from 'zod'

/** Calls a minute by tier. Dotdigital publishes no numbers; `unlimited` is not limited. */
const RateLimits = z.strictObject({
  low: z.number().int().min(0).default(100_000),
  medium: z.number().int().min(0).default(100_000),
  high: z.number().int().min(0).default(100_000),
})

/** What `POST /_sandbox/settings` switches. Where documents contradict each other, the default is what is safest to expect. */
export const DotdigitalSettings = z.strictObject({
  /** How long imports, enrolments and bulk deletes take, by the sandbox's clock. */
  importMs: z.number().int().min(0).default(150),
  /** Contact imports that may be under way at once. */
  contactSlots: z.number().int().min(0).default(25),
  /** Insight imports that may be under way at once. */
  insightSlots: z.number().int().min(0).default(5),
  /** Bulk deletes that may be under way at once; Dotdigital publishes no number. */
  deleteSlots: z.number().int().min(0).default(25),
  /** How long a contact stays in a program, and is refused by it as one that is in it. */
  programStaySeconds: z.number().min(0).default(86_400),
  /** `tiered`: by tier and minute, then 429. `hourly`: the deprecated one, so many calls in any hour, then 400. */
  scheme: z.enum(['tiered', 'hourly']).default('tiered'),
  rateLimits: RateLimits.prefault({}),
  /** Of the deprecated scheme, whatever is called. */
  callsPerHour: z.number().int().min(0).default(2000),
  /** Refuses all credentials from now on. */
  isRevoked: z.boolean().default(false),
  /** What account-info tells as the account's address; without it, where the sandbox was called. */
  homeUrl: z.url().optional(),
  /** The account is at home elsewhere: all but account-info answers 403. */
  isForeignRegion: z.boolean().default(false),
  /** Whoever is subscribed by the API must confirm it, whatever the opt-in type. */
  enforceDoubleOptIn: z.boolean().default(false),
  /** Settings > Contacts > Mobile subscription: of text messages and WhatsApp, for new contacts. */
  mobileStatus: z.enum(['noSubscription', 'subscribed']).default('noSubscription'),
  /** The code of a 409: the document says `idAlreadyExists`, production answers `identifierConflict`. */
  conflictCode: z.enum(['identifierConflict', 'idAlreadyExists']).default('identifierConflict'),
  /** How an insight import ends: the document's enumeration says `Complete`, its example and production `Finished`. */
  finishedWord: z.enum(['Finished', 'Complete']).default('Finished'),
  /** Of `emailType` and `optInType` in v3 answers; requests are read in any case. */
  enumCase: z.enum(['PascalCase', 'camelCase']).default('PascalCase'),
  /** What a detail of a v3 refusal is called beside `item`; one page of the documentation shows `error`. */
  detailKey: z.enum(['description', 'error']).default('description'),
  /** Of the failure codes of contact imports: the document shows camelCase, a page of the documentation PascalCase. */
  failureCodeCase: z.enum(['camelCase', 'PascalCase']).default('camelCase'),
  /** Keys of insight records: texts by the schema, a number in an example beside it. */
  recordKeys: z.enum(['any', 'text']).default('any'),
  /** Of `collectionType`: Dotdigital's own PHP client sends `ConsentInsight`. */
  collectionTypeCase: z.enum(['any', 'exact']).default('any'),
  /** Statuses of successful v2 answers, which differ between the written documents and the generated one. */
  v2Statuses: z.enum(['documented', 'generated']).default('documented'),
  /** `strict`: the instant of a filter ends in `Z`. `lenient`: `+00:00`, as the Magento connector sends, is read too. */
  filterOffset: z.enum(['strict', 'lenient']).default('strict'),
  /** What leaving out `resubscribeWithNoChallenge` means; the document says no challenge. */
  resubscribeDefault: z.enum(['no-challenge', 'challenge']).default('no-challenge'),
  /** An enrolment of contacts and lists at once: an older page forbids it, an example shows it. */
  enrolBoth: z.enum(['accept', 'refuse']).default('accept'),
  /** `channelProperties.sms.optInType`, which the PHP client sends and the document does not know. */
  smsOptInType: z.enum(['refuse', 'accept']).default('refuse'),
  /** Most items of an insight page: 5000 by the parameter's limit, 1000 by that of the answer. */
  pageCap: z.union([z.literal(1000), z.literal(5000)]).default(1000),
  /** What PUT of an insight record takes: an object alone, or a text that holds JSON and `{key, json}` too. */
  recordBody: z.enum(['any', 'object']).default('any'),
})
export type DotdigitalSettings = z.output<typeof DotdigitalSettings>
export type SettingsInput = z.input<typeof DotdigitalSettings>
