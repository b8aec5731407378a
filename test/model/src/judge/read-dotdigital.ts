import { z } from 'zod'
import type { Evidence, Exchange } from './evidence.js'

/** What Dotdigital gave out of somebody's e-mail status. */
export interface StatusServed {
  readonly at: number
  readonly contactId: number
  readonly email: string
  /** In lower case: v2 and v3 spell it differently. */
  readonly status: string
}

const Contact = z.object({
  contactId: z.number(),
  identifiers: z.object({ email: z.string() }),
  channelProperties: z.object({ email: z.object({ status: z.string() }) }),
})
const Suppressed = z.object({ suppressedContact: z.object({ id: z.number(), email: z.string(), status: z.string() }) })

const isDone = ({ status }: Exchange): boolean => status >= 200 && status < 300

/** Everything in an answer that is of a shape, however deep. */
const allIn = <T>(value: unknown, shape: z.ZodType<T>): readonly T[] => {
  if (typeof value !== 'object' || value === null) return []
  const own = shape.safeParse(value)
  return [...(own.success ? [own.data] : []), ...Object.values(value).flatMap((each) => allIn(each, shape))]
}

/** In order of time; whatever call it was an answer to. */
export const statusesServed = ({ dotdigital }: Evidence): readonly StatusServed[] =>
  dotdigital.filter(isDone).flatMap(({ at, answer }) => [
    ...allIn(answer, Contact).map(({ contactId, identifiers, channelProperties }) => ({
      ...{ at, contactId, email: identifiers.email },
      status: channelProperties.email.status.toLowerCase(),
    })),
    ...allIn(answer, Suppressed).map(({ suppressedContact: { id, email, status } }) => ({
      ...{ at, contactId: id, email },
      status: status.toLowerCase(),
    })),
  ])

export interface Creation extends StatusServed {
  readonly hasEvidence: boolean
}

/** Contacts that Concord made with the call that is meant for it. */
export const creationsIn = (evidence: Evidence): readonly Creation[] =>
  evidence.dotdigital
    .filter((exchange) => exchange.method === 'POST' && exchange.path === '/contacts/v3' && exchange.status === 201)
    .flatMap((exchange) =>
      statusesServed({ ...evidence, dotdigital: [exchange] }).map((created) => ({
        ...created,
        hasEvidence: JSON.stringify(exchange.asked).includes('"consentRecords"'),
      })),
    )

/** Whatever asked Dotdigital to change something and was not refused. */
export const writesIn = ({ dotdigital }: Evidence): readonly Exchange[] =>
  dotdigital.filter((exchange) => exchange.method !== 'GET' && isDone(exchange))

/** An event that solicits, or an enrolment in a program. */
export interface MarketingSend {
  readonly at: number
  readonly contactId: number
  /** The order it is about, where it says so. */
  readonly orderId?: string | undefined
}

const Enrolment = z.object({ contacts: z.array(z.number()) })
const Events = z.array(
  z.object({
    contactIdentity: z.object({ identifier: z.literal('contactId'), value: z.coerce.number() }),
    type: z.string(),
    eventData: z.object({ order_id: z.string() }),
  }),
)

/** @param solicits types of events that do */
export const marketingSendsIn = (evidence: Evidence, solicits: readonly string[]): readonly MarketingSend[] =>
  writesIn(evidence).flatMap(({ at, path, asked }): readonly MarketingSend[] => {
    if (path === '/v2/programs/enrolments')
      return Enrolment.parse(asked).contacts.map((contactId) => ({ at, contactId }))
    if (path !== '/events/v3/import') return []
    return Events.parse(asked)
      .filter(({ type }) => solicits.includes(type))
      .map(({ contactIdentity, eventData }) => ({
        ...{ at, contactId: contactIdentity.value },
        orderId: eventData.order_id,
      }))
  })
