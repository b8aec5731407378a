import {
  type ConsentEvidence,
  consentStatuses,
  type ConsentFact,
  type ContactNotice,
  disputeStandings,
  type Order,
  recordStates,
  type Return,
  type SalesOrder,
  type Seller,
  triggerStates,
} from '@concord/domain'
import { z } from 'zod'

const text = z.string()
const maybe = z.string().optional()

const line = z.object({
  id: text,
  state: text,
  quantity: z.number(),
  price: text,
  shippingPrice: text,
  totalPrice: text,
  taxes: text,
  productSku: text,
  offerSku: maybe,
  title: text,
  category: maybe,
  mediaUrl: maybe,
  shippedAt: maybe,
  receivedAt: maybe,
  refunds: z.array(z.object({ id: text, groupId: maybe, state: text, createdAt: text, total: text })).readonly(),
  cancelations: z.array(z.object({ id: text, createdAt: text, total: text })).readonly(),
})

const order = z.object({
  id: text,
  commercialId: text,
  view: z.enum(['operator', 'seller']),
  state: text,
  createdAt: text,
  updatedAt: text,
  acceptedAt: maybe,
  debitedAt: maybe,
  shippingDeadlineAt: maybe,
  channel: z.object({ code: text, label: text }).optional(),
  currency: text,
  taxMode: text,
  price: text,
  shippingPrice: text,
  totalPrice: text,
  hasIncident: z.boolean().optional(),
  isFullyRefunded: z.boolean().optional(),
  customer: z.object({ id: maybe, email: maybe, firstName: maybe, lastName: maybe, locale: maybe }),
  shop: z.object({ id: text, name: text }).optional(),
  shipping: z.object({ typeCode: maybe, carrier: maybe, tracking: maybe, trackingUrl: maybe }),
  lines: z.array(line).readonly(),
  additionalFields: z.record(text, z.union([text, z.array(text).readonly()])),
}) satisfies z.ZodType<Order>

const returned = z.object({
  id: text,
  orderId: text,
  state: text,
  createdAt: text,
  updatedAt: text,
  reasonCode: maybe,
  lines: z.array(z.object({ orderLineId: text, quantity: z.number() })).readonly(),
}) satisfies z.ZodType<Return>

const seller = z.object({
  id: text,
  name: text,
  state: text,
  updatedAt: text,
  createdAt: maybe,
  isPremium: z.boolean().optional(),
  isProfessional: z.boolean().optional(),
  channels: z.array(text).readonly(),
  currency: maybe,
  country: maybe,
  grade: maybe,
  evaluations: z.number().optional(),
  orders: z.number().optional(),
  offers: z.number().optional(),
  approvalRate: maybe,
  approvalDelaySeconds: z.number().optional(),
  messageResponseDelaySeconds: z.number().optional(),
  recentApprovalRate: maybe,
  incidentRate: maybe,
  refundRate: maybe,
  cancelationRate: maybe,
  returnRate: maybe,
  lateShipmentRate: maybe,
}) satisfies z.ZodType<Seller>

const consentEvidence = z.object({
  isGranted: z.boolean(),
  text,
  at: text,
  url: maybe,
  ip: maybe,
  userAgent: maybe,
}) satisfies z.ZodType<ConsentEvidence>

const salesOrder = z.object({
  commercialId: text,
  email: maybe,
  customerId: maybe,
  phone: maybe,
  locale: maybe,
  placedAt: maybe,
  consent: consentEvidence.optional(),
}) satisfies z.ZodType<SalesOrder>

const notice = z.object({
  is: z.enum(['opt-out', 'message']),
  name: text,
  email: maybe,
  at: maybe,
}) satisfies z.ZodType<ContactNotice>

const origin = z.enum(['live', 'backfill', 'replay'])

const someone = {
  profileId: text,
  /** Rises with every change of the profile: whoever holds an older word of who owns an order gives way. */
  revision: z.number().optional(),
  /** Why: the identifier that the order hangs on and the address, each with how it was shown, like `customer order`. */
  evidence: z.array(text).readonly().optional(),
  /** Every other real address of the profile: what was opted out of at one of them counts at all. */
  otherEmails: z.array(text).readonly().optional(),
  locale: maybe,
  firstName: maybe,
  lastName: maybe,
}

/** Who the record is about, as far as Dotdigital needs it: the master profile and its one address. */
const person = z.object({ ...someone, email: text })
export type Person = z.infer<typeof person>

/** A profile after a merge, a split or a change of address; without an address nobody can be reached under it. */
const profile = z.object({
  ...someone,
  email: maybe,
  /** The keyed hash of each customer that is of this profile from now on, whatever its marketplace. */
  customers: z.array(text).readonly().optional(),
})
export type ChangedProfile = z.infer<typeof profile>

const consent = z.object({
  status: z.enum(consentStatuses),
  source: z.enum(['full-read', 'modified', 'suppressed-since', 'contact-read', 'webhook']),
  learnedAt: text,
  since: maybe,
  isOurs: z.boolean().optional(),
  otherAddress: maybe,
  optedOutOf: z.array(text).readonly().optional(),
  will: z.enum(consentStatuses).optional(),
}) satisfies z.ZodType<ConsentFact>

const outcome = { reason: text, detail: maybe }

/** A contact in Dotdigital, by the account and its id there. */
const contact = z.object({ account: text, id: text })

/** When a backfill first showed the order, where one did: what had happened by then is history. */
const backfilledAt = maybe

/** One schema per message type; a breaking change is a new version of the type. */
export const messageSchemas = {
  'received.order.v1': z.object({ order, origin, backfilledAt }),
  'received.return.v1': z.object({ returned, origin }),
  'received.seller.v1': z.object({ seller, origin }),
  'received.sales-order.v1': z.object({ salesOrder, origin }),
  /** The marketplace of its key is the account that told it. */
  'received.contact.v1': z.object({ notice }),
  'identified.order.v1': z.object({ order, origin, backfilledAt, person }),
  'identified.return.v1': z.object({ returned, origin, person }),
  'identified.sales-order.v1': z.object({ salesOrder, origin }),
  /** Whose these orders are from now on, after a merge, a split or a change of address. */
  'identified.contact.v1': z.object({ profile, orders: z.array(text).readonly() }),
  /** `grant`: what the customer agreed to in the marketplace, where that may make a subscriber of somebody new. */
  'decided.order.v1': z.object({ order, origin, backfilledAt, person, consent, grant: consentEvidence.optional() }),
  'decided.return.v1': z.object({ returned, origin, person, consent }),
  'decided.contact.v1': z.object({ profile, orders: z.array(text).readonly(), consent }),
  /** A record stopped, to go on when evidence, a quota or a person allows. */
  'record.waiting.v1': z.object({ state: z.literal('waiting'), ...outcome }),
  /** A record reached an outcome; `contact` is where it was published. */
  'record.settled.v1': z.object({ state: z.enum(recordStates), ...outcome, contact: contact.optional() }),
  /** What became of a trigger occurrence; counted apart from records. */
  'trigger.told.v1': z.object({
    account: text,
    trigger: text,
    subject: text,
    /** Rises with every change of this occurrence, so that a late message never overwrites a newer one. */
    revision: z.number(),
    state: z.enum(triggerStates),
    ...outcome,
    proof: z.array(text).readonly(),
  }),
  /** An order that has been in dispute for too long, and what became of that. */
  'dispute.told.v1': z.object({
    account: text,
    /** When the dispute began: with the order it names this one dispute. */
    since: text,
    /** As of a trigger. */
    revision: z.number(),
    state: z.enum(disputeStandings),
  }),
  /** The order was read again, as it was asked for, and is what this version says, whenever that was first seen. */
  'confirmed.order.v1': z.object({ readAt: text }),
  /** Read these orders again from the marketplace, and say so even where nothing has changed. */
  'command.refresh.v1': z.object({ keys: z.array(text).readonly() }),
  /** Hand records on again from the journal. */
  'command.replay.v1': z.object({ keys: z.array(text).readonly(), because: text }),
  /** Dotdigital said something new of an address; `addressHash` is the keyed hash, never the address. */
  'consent.changed.v1': z.object({ account: text, addressHash: text, fact: consent }),
} as const
