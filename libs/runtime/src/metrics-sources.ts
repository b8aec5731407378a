import type { MessageType, ServiceName } from '@concord/contracts'
import type { Lane } from '@concord/domain'
import type { Figure, GaugeName, Observe } from './metrics-catalogue.js'
import type { Look } from './metrics-looking.js'
import type { Service } from './service.js'

/** What the bus says of each delivery it has settled. */
export interface Handled {
  readonly service: ServiceName
  readonly type: MessageType | undefined
  readonly lane: Lane | undefined
  readonly outcome: string
  readonly ms: number
}

/** Counts deliveries. */
export const handlingIn =
  (observe: Observe) =>
  ({ service, type, lane, outcome, ms }: Handled): void => {
    const labels = { service, type: type ?? 'unknown', lane: lane ?? 'unknown', outcome }
    observe('concord_message_handling_seconds', labels, ms / 1_000)
  }

/** What the client of Dotdigital says of each call that left. */
export interface Called {
  readonly tier: string
  /** Undefined without a whole answer. */
  readonly status: number | undefined
  readonly ms: number
}

/** Whose calls. */
export interface Caller {
  readonly service: ServiceName
  readonly account: string
}

/** Where calls are counted. */
export interface Counting {
  readonly observe: Observe
  readonly note: (figure: Figure) => void
}

export const callsIn =
  ({ observe, note }: Counting, { service, account }: Caller) =>
  ({ tier, status, ms }: Called): void => {
    const labels = { service, account, tier, status: String(status ?? 'none') }
    observe('concord_dotdigital_call_seconds', labels, ms / 1_000)
    if (isRefusal(status)) note(refusedNow({ service, account, marketplace: '' }))
  }

const isRefusal = (status: number | undefined): boolean => status === 401 || status === 403

const refusedNow = (labels: LabelsFor<'concord_credentials_refused_timestamp_seconds'>): Figure => ({
  name: 'concord_credentials_refused_timestamp_seconds',
  labels,
  value: Date.now() / 1_000,
})

/** What the client of Mirakl says of each call that left. */
export interface MiraklCalled {
  readonly operation: string
  /** Undefined without a whole answer. */
  readonly status: number | undefined
  readonly ms: number
}

/** Whose calls. */
export interface MiraklCaller {
  readonly service: ServiceName
  readonly marketplace: string
}

/** Rates of sellers may be refused to whoever gets all else; they are computed then. */
const mayBeRefused = 'S21'

export const miraklCallsIn =
  ({ observe, note }: Counting, { service, marketplace }: MiraklCaller) =>
  ({ operation, status, ms }: MiraklCalled): void => {
    const labels = { service, marketplace, operation, status: String(status ?? 'none') }
    observe('concord_mirakl_call_seconds', labels, ms / 1_000)
    // A token endpoint refuses a client by 400, too (RFC 6749, 5.2).
    const isRefused = operation === 'OAuth' ? status === 400 || isRefusal(status) : isRefusal(status)
    if (isRefused && operation !== mayBeRefused) note(refusedNow({ service, account: '', marketplace }))
  }

/** What a service shows of itself. */
export const figuresOfService =
  (service: Pick<Service, 'name' | 'status' | 'figures'>): Look =>
  async () => {
    const status = Object.entries(await service.status()).map(([name, value]): Figure => {
      const [what = '', account = ''] = name.split('.').toReversed()
      return { name: 'concord_status', labels: { service: service.name, account, what }, value }
    })
    return [...status, ...((await service.figures?.()) ?? [])]
  }

interface QueueFigures {
  readonly queue: string
  /** Undefined while the broker does not say. */
  readonly depth: number | undefined
  readonly isConsuming?: boolean
}

export interface Queued {
  health(): Promise<{ readonly queues: readonly QueueFigures[]; readonly deadLetters: readonly QueueFigures[] }>
}

/** The queues that this process consumes, and their dead letters. */
export const figuresOfBus =
  (bus: Queued): Look =>
  async () => {
    const { queues, deadLetters } = await bus.health()
    return [...queues, ...deadLetters].flatMap(({ queue, depth, isConsuming }) => [
      ...figureOf('concord_queue_messages', { queue }, depth),
      ...figureOf('concord_queue_consuming', { queue }, isConsuming === undefined ? undefined : Number(isConsuming)),
    ])
  }

export interface Answering {
  health(): {
    readonly circuits: Readonly<Record<string, string>>
    readonly rates: Readonly<
      Partial<Record<string, { readonly limit: number; readonly remaining: number; readonly resetAt: Date }>>
    >
  }
}

/** How an account answers, as far as its client has seen. */
export const figuresOfAccount =
  (client: Answering, caller: Caller, now: () => Date = () => new Date()): Look =>
  async () => {
    const { circuits, rates } = client.health()
    return [
      ...Object.entries(circuits).map(([tier, state]): Figure => ({
        name: 'concord_dotdigital_circuit_open',
        labels: { ...caller, tier },
        value: state === 'open' ? 1 : 0,
      })),
      ...Object.entries(rates).flatMap(([tier, rate]) => [
        ...figureOf('concord_dotdigital_calls_limit', { ...caller, tier }, rate?.limit),
        ...figureOf(
          'concord_dotdigital_calls_left',
          { ...caller, tier },
          rate && (rate.resetAt <= now() ? rate.limit : rate.remaining),
        ),
      ]),
    ]
  }

export interface Waiting {
  waits(): readonly { readonly operation: string; readonly perCallMs: number; readonly waitingMs: number }[]
}

/** How calls of a marketplace stand to what it allows, as far as its client has seen. */
export const figuresOfMarketplace =
  (client: Waiting, caller: MiraklCaller): Look =>
  async () =>
    client
      .waits()
      .flatMap(({ operation, perCallMs, waitingMs }) => [
        ...figureOf('concord_mirakl_allowance_seconds', { ...caller, operation }, perCallMs / 1_000),
        ...figureOf('concord_mirakl_waiting_seconds', { ...caller, operation }, waitingMs / 1_000),
      ])

type LabelsFor<N extends GaugeName> = Extract<Figure, { readonly name: N }>['labels']

/** None where there is no value. */
const figureOf = <N extends GaugeName>(name: N, labels: LabelsFor<N>, value: number | undefined): readonly Figure[] =>
  value === undefined ? [] : [{ name, labels, value } as Figure]
