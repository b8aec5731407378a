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
