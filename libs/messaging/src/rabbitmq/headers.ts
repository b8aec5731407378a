import type { MessageProperties } from 'amqplib'

/** What Concord notes on a message as it moves between the queues of a service. */
export interface Notes {
  /** Runs of the ladder, from 1. */
  readonly attempt: number
  /** The build that set it aside; undefined where the broker did. */
  readonly build?: string | undefined
  /** The lane queue it was set aside from. */
  readonly queue?: string | undefined
  /** The builds that set it aside before, oldest first. */
  readonly tried: readonly string[]
  /** The builds that put it back, oldest first, once for each time; another may have handled it then. */
  readonly putBack: readonly string[]
  readonly traceparent?: string | undefined
}

type Headers = Readonly<Record<string, unknown>>

export const notesOn = ({ headers = {} }: Pick<MessageProperties, 'headers'>): Notes => {
  const { 'x-attempt': attempt } = headers as Headers
  return {
    attempt: typeof attempt === 'number' && attempt >= 1 ? attempt : 1,
    build: textIn(headers, 'x-build'),
    queue: textIn(headers, 'x-queue') ?? deathOf(headers).queue,
    tried: wordsIn(headers, 'x-tried'),
    putBack: wordsIn(headers, 'x-put-back'),
    traceparent: textIn(headers, 'traceparent'),
  }
}

/** What stays with a message wherever it goes. */
export const lasting = ({ tried, putBack, traceparent }: Notes): Headers => ({
  ...(tried.length > 0 && { 'x-tried': tried.join(' ') }),
  ...(putBack.length > 0 && { 'x-put-back': putBack.join(' ') }),
  ...(traceparent !== undefined && { traceparent }),
})

/** The last that the broker itself did with it, like `delivery_limit` (rabbitmq.com/docs/dlx, "dead-lettered effects"). */
export const deathOf = (
  headers: Headers = {},
): { readonly queue?: string | undefined; readonly reason?: string | undefined } => {
  const deaths: unknown = headers['x-death']
  const [last] = Array.isArray(deaths) ? (deaths as readonly unknown[]) : []
  if (typeof last !== 'object' || last === null) return {}
  return { queue: textIn(last as Headers, 'queue'), reason: textIn(last as Headers, 'reason') }
}

const wordsIn = (headers: Headers, name: string): readonly string[] => textIn(headers, name)?.split(' ') ?? []

const textIn = (headers: Headers, name: string): string | undefined => {
  const value = headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}
