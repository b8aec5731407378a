import { minute } from './clock.js'

/** The usual way of an order. */
const way: readonly string[] = [
  'STAGING',
  'WAITING_ACCEPTANCE',
  'WAITING_DEBIT',
  'WAITING_DEBIT_PAYMENT',
  'SHIPPING',
  'SHIPPED',
  'TO_COLLECT',
  'RECEIVED',
  'CLOSED',
]

/** Where an order stands at some instant. */
export interface Standing {
  readonly state: string
  readonly updatedAt: number
  readonly acceptedAt?: number
  readonly debitedAt?: number
  /** The customer was made anonymous. */
  readonly isBlanked: boolean
  readonly lines: readonly LineStanding[]
}

export interface LineStanding {
  readonly state: string
  /** The state an incident hides. */
  readonly resting: string
  readonly updatedAt: number
  /** What is left of it after cancelations. */
  readonly quantity: number
  readonly shippedAt?: number
  readonly receivedAt?: number
  readonly incidentReason?: string | undefined
  readonly cancelations: readonly { readonly at: number; readonly quantity: number }[]
  readonly refunds: readonly RefundStanding[]
}

export interface RefundStanding {
  readonly at: number
  /** Of the line's price; 1 is all of it, with its shipping. */
  readonly share: number
  readonly state: string
  readonly paidAt?: number
}

/** What happens to an order at one instant. */
export type Turn = (before: Standing, at: number) => Standing

export interface Change {
  readonly at: number
  readonly turns: readonly Turn[]
  /** Leaves the update dates as they were. */
  readonly isSilent: boolean
}

export interface Life {
  readonly createdAt: number
  readonly firstState: string
  readonly quantities: readonly number[]
  readonly changes: readonly Change[]
}

/** The order as it stands at `instant`; undefined before it was placed. */
export const standingAt = (life: Life, instant: number): Standing | undefined => {
  if (life.createdAt > instant) return undefined
  return life.changes.filter(({ at }) => at <= instant).reduce(afterChange, born(life))
}

const born = ({ createdAt, firstState, quantities }: Life): Standing => ({
  state: firstState,
  updatedAt: createdAt,
  isBlanked: false,
  lines: quantities.map((quantity) => ({
    state: firstState,
    resting: firstState,
    updatedAt: createdAt,
    quantity,
    cancelations: [],
    refunds: [],
  })),
})

const afterChange = (before: Standing, { at, turns, isSilent }: Change): Standing => {
  const after = turns.reduce((standing, turn) => turn(standing, at), before)
  if (!isSilent) return { ...after, updatedAt: at }
  return {
    ...after,
    lines: after.lines.map((line, index) => ({ ...line, updatedAt: before.lines[index]?.updatedAt ?? line.updatedAt })),
  }
}

export const hasReached = (state: string, mark: string): boolean => way.indexOf(state) >= way.indexOf(mark)

/** The order moves on, and its lines with it; those that have ended stay. */
export const moved =
  (state: string): Turn =>
  (before, at) => ({
    ...before,
    state,
    ...(hasReached(state, 'WAITING_DEBIT') && { acceptedAt: before.acceptedAt ?? at }),
    ...(hasReached(state, 'SHIPPING') && { debitedAt: before.debitedAt ?? at }),
    lines: before.lines.map((line) => (hasEnded(line) ? line : lineIn(state, line, at))),
  })

const hasEnded = ({ state }: LineStanding): boolean => ['REFUSED', 'CANCELED', 'REFUNDED'].includes(state)

const lineIn = (state: string, line: LineStanding, at: number): LineStanding => {
  const there = {
    ...line,
    resting: state,
    state: line.incidentReason === undefined ? state : line.state,
    updatedAt: at,
  }
  if (state === 'CANCELED') return withoutItems(there, there.quantity, at)
  return {
    ...there,
    ...(hasReached(state, 'SHIPPED') && {
      shippedAt: line.shippedAt ?? (state === 'RECEIVED' ? at - 10 * minute : at),
    }),
    ...(hasReached(state, 'RECEIVED') && { receivedAt: line.receivedAt ?? at }),
  }
}

const withoutItems = (line: LineStanding, quantity: number, at: number): LineStanding => ({
  ...line,
  quantity: line.quantity - quantity,
  cancelations: [...line.cancelations, { at, quantity }],
})

const onLine =
  (index: number, turn: (line: LineStanding, at: number) => LineStanding): Turn =>
  (before, at) => ({
    ...before,
    lines: before.lines.map((line, each) => (each === index ? { ...turn(line, at), updatedAt: at } : line)),
  })

/** One line moves, the order and the others stay. */
export const lineMoved = (index: number, state: string): Turn => onLine(index, (line, at) => lineIn(state, line, at))

/** Fewer of a line; the line is canceled once nothing is left. */
export const itemsCanceled = (index: number, quantity: number): Turn =>
  onLine(index, (line, at) =>
    quantity === line.quantity ? lineIn('CANCELED', line, at) : withoutItems(line, quantity, at),
  )

export const incidentOpened = (index = 0, incidentReason = '13'): Turn =>
  onLine(index, (line) => ({ ...line, state: 'INCIDENT_OPEN', incidentReason }))

/** The line goes back to where it was; nothing in it tells of the incident any more. */
export const incidentClosed = (index = 0): Turn =>
  onLine(index, (line) => ({ ...line, state: line.resting, incidentReason: undefined }))

/** Money is promised back: `share` of a line's price. */
export const refunded = (share: number, state: string, index = 0): Turn =>
  onLine(index, (line, at) => refundIn(state, { ...line, refunds: [...line.refunds, { at, share, state }] }, at))

/** The line's last refund moves on. */
export const refundMoved = (state: string, index = 0): Turn => onLine(index, (line, at) => refundIn(state, line, at))

const refundIn = (state: string, line: LineStanding, at: number): LineStanding => {
  const refunds = line.refunds.map((refund, index) =>
    index === line.refunds.length - 1 ? { ...refund, state, ...(state === 'REFUNDED' && { paidAt: at }) } : refund,
  )
  const isGone = state === 'REFUNDED' && refunds.some(({ share }) => share === 1)
  return { ...line, refunds, ...(isGone && { state: 'REFUNDED', resting: 'REFUNDED' }) }
}

export const blanked: Turn = (before) => ({ ...before, isBlanked: true })
