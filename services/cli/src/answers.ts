import { z } from 'zod'

const leaf = z.union([z.string(), z.number(), z.boolean()]).optional()
const difference = z.object({ path: z.string(), before: leaf, after: leaf })

const link = z.object({
  order: z.string(),
  channel: z.string().optional(),
  kind: z.string(),
  line: z.string().optional(),
  before: z.string().optional(),
  after: z.string().optional(),
  unresolved: z.string().optional(),
  isOptional: z.boolean().optional(),
})

/** What dd-publisher answers to `POST /v1/preview`. */
export const Preview = z.object({
  orders: z.number(),
  contacts: z.number(),
  fields: z.array(difference.extend({ account: z.string(), contact: z.string() })),
  records: z.array(difference.extend({ order: z.string() })),
  triggers: z.array(
    z.object({
      order: z.string(),
      trigger: z.string(),
      subject: z.string(),
      before: z.string(),
      after: z.string(),
      why: z.array(z.string()),
    }),
  ),
  identity: z.array(z.object({ order: z.string(), kind: z.string(), from: z.string(), change: z.string() })),
  links: z.array(link),
  unknown: z.array(z.string()),
})
export type Preview = z.infer<typeof Preview>
export type Link = z.infer<typeof link>

/** What dd-publisher answers to `GET /v1/volumes`. */
export const Volumes = z.object({
  days: z.number().positive(),
  volumes: z.array(
    z.object({ account: z.string(), trigger: z.string(), occurrences: z.number(), busiestHour: z.number() }),
  ),
})
export type Volumes = z.infer<typeof Volumes>

/** A refusal as all services of Concord put it (RFC 9457). */
export const Problem = z.object({
  title: z.string(),
  detail: z.string().default(''),
  faults: z.array(z.string()).optional(),
})

const share = z.object({ state: z.string(), reason: z.string(), count: z.number() })
export type Share = z.infer<typeof share>

/** What ingest-gateway answers to `GET /v1/conservation`. */
export const Books = z.object({ received: z.number(), shares: z.array(share) })
export type Books = z.infer<typeof Books>

const owned = share.extend({ owner: z.string() })

/** What monitor answers to `GET /v1/conservation`. */
export const Conservation = z.object({
  records: z.object({ received: z.number(), holds: z.boolean(), shares: z.array(owned) }),
  triggers: z.object({
    recorded: z.number(),
    holds: z.boolean(),
    shares: z.array(owned.extend({ trigger: z.string() })),
  }),
})
export type Conservation = z.infer<typeof Conservation>

/** What ingest-gateway answers to `GET /v1/polls`. */
export const Polls = z.array(
  z.object({ marketplace: z.string(), kind: z.string(), startedAt: z.string(), watermark: z.string() }),
)
export type Polls = z.infer<typeof Polls>

/** What each service answers to `GET /status`. */
export const Figures = z.record(z.string(), z.number())
export type Figures = z.infer<typeof Figures>

const explained = { sentence: z.string(), owner: z.string() }

/** What monitor answers to `GET /v1/records/<record key>`. */
export const RecordSeen = z.object({
  key: z.string(),
  contact: z.object({ account: z.string(), id: z.string(), url: z.string().optional() }).optional(),
  versions: z.array(
    z.object({
      ...{ version: z.string(), state: z.string(), reason: z.string(), changedAt: z.string() },
      ...{ ...explained, nextStep: z.string() },
    }),
  ),
  timeline: z.array(
    z.object({
      version: z.string(),
      at: z.string(),
      service: z.string(),
      type: z.string(),
      facts: z.record(z.string(), z.unknown()),
    }),
  ),
  triggers: z.array(
    z.object({
      trigger: z.string(),
      subject: z.string(),
      state: z.string(),
      reason: z.string(),
      proof: z.array(z.string()),
      changedAt: z.string(),
      ...explained,
      nextStep: z.string().default(''),
    }),
  ),
})
export type RecordSeen = z.infer<typeof RecordSeen>

/** What monitor answers to `POST /v1/records/search`. */
export const FoundPage = z.object({
  records: z.array(
    z.object({
      ...{ key: z.string(), at: z.string(), version: z.string(), state: z.string(), reason: z.string() },
      ...{ changedAt: z.string(), ...explained, nextStep: z.string() },
    }),
  ),
  next: z.string().optional(),
})
export type FoundPage = z.infer<typeof FoundPage>

const replayCounts = z.object({
  shares: z.array(z.object({ kind: z.string(), state: z.string(), count: z.number() })),
  expired: z.number(),
  superseded: z.number(),
})
export type ReplayCounts = z.infer<typeof replayCounts>

/** What ingest-gateway answers to `POST /v1/replays`, in a dry run and otherwise, and to `GET /v1/replays/<id>`. */
export const ReplayPlan = z.object({ counts: replayCounts })
export const ReplayBegun = ReplayPlan.extend({ id: z.string() })
export const Replay = ReplayBegun.extend({
  progress: z.record(z.string(), z.number()),
  finishedAt: z.string().optional(),
})
export type Replay = z.infer<typeof Replay>

/** What monitor answers to `GET /v1/exceptions/<id>/payload`, and to `POST /v1/exceptions/<id>/copies`. */
export const Original = z.object({ key: z.string(), version: z.string(), detail: z.string(), payload: z.unknown() })
export type Original = z.infer<typeof Original>
export const Copy = z.object({
  ...{ key: z.string(), version: z.string(), changed: z.array(z.string()) },
  copiedFrom: z.object({ key: z.string(), version: z.string() }),
})
export type Copy = z.infer<typeof Copy>

const period = z.object({ from: z.string(), to: z.string() })

/** What ingest-gateway answers to `POST /v1/backfills`, in a dry run and otherwise, and to `GET /v1/backfills/<id>`. */
export const BackfillPlan = z.object({ windows: z.array(period) })
export type BackfillPlan = z.infer<typeof BackfillPlan>
export const Backfill = z.object({
  id: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  reason: z.string().optional(),
  windows: z.array(period.extend({ state: z.string(), counts: z.record(z.string(), z.number()) })),
})
export type Backfill = z.infer<typeof Backfill>

/** What each service answers to `GET /v1/books/<name>`: a page of a book, and after what the next one begins. */
export const BookPage = z.object({ lines: z.array(z.array(z.string())), next: z.array(z.string()).optional() })
export type BookLine = readonly string[]

/** What ingest-gateway answers to `GET /v1/unmatched`. */
export const Unmatched = z.object({
  unmatched: z.array(
    z.object({
      key: z.string(),
      version: z.string(),
      is: z.enum(['payload-without-record', 'record-without-payload']),
    }),
  ),
})
export type Unmatched = z.infer<typeof Unmatched>

const about = z.union([
  z.object({ is: z.literal('record'), key: z.string(), version: z.string() }),
  z.object({ is: z.literal('trigger'), key: z.string(), trigger: z.string(), subject: z.string() }),
  z.object({ is: z.literal('order'), key: z.string() }),
])

/** What monitor tells of something that stays as it is until a person acts. */
export const ExceptionSeen = z.object({
  ...{ id: z.string(), about, type: z.string(), owner: z.string(), state: z.string(), sentence: z.string() },
  ...{ nextStep: z.string(), runbook: z.string(), assignee: z.string().nullable(), openedAt: z.string() },
  retry: z.enum(['replay', 'refresh']).nullable(),
})
export type ExceptionSeen = z.infer<typeof ExceptionSeen>

/** What monitor answers to `GET /v1/exceptions`, and to `GET /v1/exceptions/<id>`. */
export const ExceptionPage = z.object({ exceptions: z.array(ExceptionSeen), next: z.string().optional() })
export type ExceptionPage = z.infer<typeof ExceptionPage>
export const ExceptionWithHistory = z.object({
  exception: ExceptionSeen,
  history: z.array(
    z.object({ at: z.string(), who: z.string(), action: z.string(), after: z.record(z.string(), z.unknown()) }),
  ),
})
export type ExceptionWithHistory = z.infer<typeof ExceptionWithHistory>
