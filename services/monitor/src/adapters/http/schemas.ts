import { type ExceptionType, exceptionTypes, owners } from '@concord/domain'
import { z } from 'zod'
import { exceptionStates } from '../../acting.js'
import { nameKinds } from '../../names.js'
import { namedOfAlerts } from './alert-schemas.js'
import { namedOfReconciliations } from './reconciliation-schemas.js'

const instant = z.iso.datetime().describe('UTC')
const owner = z.enum(owners).describe('Whose turn it is')
const told = { state: z.string(), reason: z.string(), owner, sentence: z.string() }
const type = z.enum(exceptionTypes as readonly [ExceptionType, ...ExceptionType[]])
const json = z.record(z.string(), z.unknown())

export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional().describe('What to do about it'),
  faults: z.array(z.string()).optional().describe('Each by its field'),
})

export const RecordShown = z.object({
  key: z.string(),
  contact: z
    .object({
      ...{ account: z.string(), id: z.string() },
      url: z.string().optional().describe('Its page in Dotdigital, where `contactUrl` of the account is configured'),
    })
    .optional()
    .describe('Where it was last published'),
  versions: z.array(
    z.object({ version: z.string(), ...told, nextStep: z.string(), detail: z.string().optional(), changedAt: instant }),
  ),
  timeline: z.array(z.object({ version: z.string(), at: instant, service: z.string(), type: z.string(), facts: json })),
  triggers: z.array(
    z.object({
      ...{ account: z.string(), trigger: z.string(), subject: z.string(), ...told, nextStep: z.string() },
      ...{ detail: z.string().optional(), proof: z.array(z.string()), changedAt: instant },
    }),
  ),
})

const share = { state: z.string(), reason: z.string(), count: z.number().int(), owner }

export const Conservation = z.object({
  records: z.object({ received: z.number().int(), holds: z.boolean(), shares: z.array(z.object(share)) }),
  triggers: z.object({
    ...{ recorded: z.number().int(), holds: z.boolean() },
    shares: z.array(z.object({ trigger: z.string(), ...share })),
  }),
})

const assignee = z.string().trim().min(1).max(80)
const written = z.string().trim().min(1).max(2_000)

export const ExceptionShown = z.object({
  id: z.string(),
  about: z.discriminatedUnion('is', [
    z.object({ is: z.literal('record'), key: z.string(), version: z.string() }),
    z.object({
      ...{ is: z.literal('trigger'), key: z.string().describe('The record it was told with') },
      ...{ account: z.string(), trigger: z.string(), subject: z.string() },
    }),
    z.object({ is: z.literal('order'), key: z.string(), since: instant.describe('When its dispute began') }),
  ]),
  ...{ type, detail: z.string().nullable(), marketplace: z.string(), owner },
  ...{ sentence: z.string(), nextStep: z.string(), runbook: z.string().describe('Its line in docs/runbook.md') },
  retry: z
    .enum(['replay', 'refresh'])
    .nullable()
    .describe(
      'What trying it again does: handing the record on again, or reading the order again; null where nothing may',
    ),
  ...{ state: z.enum(exceptionStates), assignee: z.string().nullable(), openedAt: instant },
  resolvedAt: instant.nullable(),
  resolvedBy: z.enum(['newer-success', 'went-on', 'dismissed']).nullable(),
})

export const Deed = z.object({
  ...{ id: z.string(), at: instant, who: z.string(), role: z.string(), action: z.string() },
  ...{ about: z.string().describe('The exception'), before: json, after: json },
})

const versionName = { key: z.string(), version: z.string() }

export const OriginalShown = z.object({
  ...versionName,
  ...{ detail: z.string().describe('Every fault'), payload: z.unknown().describe('As the marketplace gave it') },
})
export const CopyShown = z.object({
  ...{ dryRun: z.boolean(), ...versionName, copiedFrom: z.object(versionName) },
  changed: z.array(z.string()).describe('Where it differs, like `order_lines.0.price`'),
})

const next = z.string().optional().describe('The cursor of the next page, where there is one')

export const ExceptionPage = z.object({ exceptions: z.array(ExceptionShown), next })
export const ExceptionWithHistory = z.object({ exception: ExceptionShown, history: z.array(Deed) })
export const DeedPage = z.object({ deeds: z.array(Deed), next })
export const FoundPage = z.object({
  records: z.array(
    z.object({
      ...{ key: z.string(), at: instant.describe('When what it is about came to be, as far as is known') },
      ...{ version: z.string(), ...told, nextStep: z.string(), detail: z.string().optional(), changedAt: instant },
    }),
  ),
  next,
})
export const BookPage = z.object({
  lines: z.array(z.array(z.string())).describe('The words that name it, then state and reason'),
  next: z.array(z.string()).optional(),
})
export const Document = z.looseObject({ openapi: z.string() })

export const filters = {
  owner: owner.optional(),
  type: type.optional(),
  state: z.enum(exceptionStates).optional(),
  marketplace: z.string().min(1).optional(),
  assignee: assignee.optional(),
}

export const bodies = {
  assign: z.strictObject({ assignee: assignee.nullable().describe('Who takes it on; null for nobody') }),
  note: z.strictObject({ text: written.describe('Kept for ever: no names or addresses of customers') }),
  retry: z.strictObject({}),
  dismiss: z.strictObject({ reason: written.describe('Why nothing is to be done; kept for ever') }),
} as const

export const correction = z.strictObject({
  payload: z.record(z.string(), z.unknown()).describe('The whole payload, corrected'),
  dryRun: z.boolean().default(false).describe('Only says whether it is valid'),
})

/** In the body, since addresses of requests are logged on their way. */
export const wanted = {
  by: z.enum(nameKinds).describe('What it is: a customer by its id, a seller by the id of its shop'),
  value: z.string().trim().min(1).max(500),
}

/** What the document names, so that whoever generates a client from it has types with names. */
export const named = {
  ...namedOfAlerts,
  ...namedOfReconciliations,
  ...{
    Problem,
    RecordShown,
    FoundPage,
    Conservation,
    ExceptionShown,
    ExceptionPage,
    ExceptionWithHistory,
    Deed,
    DeedPage,
    OriginalShown,
    CopyShown,
    BookPage,
  },
} as const
