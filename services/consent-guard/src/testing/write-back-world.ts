import type { Message } from '@concord/contracts'
import { type ConsentFact, version } from '@concord/domain'
import { silentLog } from '@concord/runtime'
import type { ConsentLedger } from '../ports.js'
import { newest } from '../write-back.js'
import { writeBacks } from '../write-back-keeping.js'
import type { ConsentField, WriteBackBook } from '../write-back-ports.js'
import { writeNext } from '../write-back-writing.js'
import { fact } from './facts.js'
import { orderIdentified } from './messages.js'
import { memoryLedger } from './memory-ledger.js'
import { memoryWriteBackBook } from './memory-write-back-book.js'

/** What Mirakl holds of an order. */
interface Held {
  readonly createdAt: string
  updatedAt: string
  state: string
  value: string | undefined
}

export interface Write {
  readonly orderId: string
  readonly value: string
  /** What the field held before. */
  readonly before: string | undefined
  /** Whether the order was known to be one of the newest that are not closed. */
  readonly isDue: boolean
}

/** A field for opt-outs, and one that also takes them back. */
export const field: ConsentField = { code: 'opt-out', optedOut: 'true' }
export const both: ConsentField = { ...field, subscribed: 'false' }

type Set = (orderId: string, value: string, apply: () => void) => Promise<void>

/** A marketplace, a person and what is written back, on one clock; nothing in it waits. */
export const writeBackWorld = (configured: ConsentField, set: Set = async (_order, _value, apply) => apply()) => {
  const orders = new Map<string, Held>()
  const told = new Map<string, { readonly createdAt: string; readonly state: string }>()
  const writes: Write[] = []
  const ledger: ConsentLedger = memoryLedger()
  const book: WriteBackBook = memoryWriteBackBook(ledger)
  let clock = Date.UTC(2026, 2, 1)
  const now = () => new Date(clock)
  const pass = (ms = 1_000): string => new Date((clock += ms)).toISOString()
  const needs = { book, fieldOf: () => configured, accountOf: () => 'main', now }
  const keeping = writeBacks(needs)
  const who = { profileId: 'p-1', revision: 1, address: 'own', others: ['other'] }

  const isDue = (orderId: string): boolean =>
    [...told]
      .filter(([, { state }]) => state === 'SHIPPING')
      .toSorted(([a, left], [b, right]) => (`${left.createdAt} ${a}` < `${right.createdAt} ${b}` ? 1 : -1))
      .slice(0, newest)
      .some(([id]) => id === orderId)

  const change = (orderId: string, changed: Partial<Held>): void => {
    const held = orders.get(orderId)
    if (held !== undefined) Object.assign(held, changed, { updatedAt: pass() })
  }

  /** A snapshot as a poll reads it now; it is told whenever it is called. */
  const look = (orderId: string) => {
    const held = { ...(orders.get(orderId) ?? { createdAt: '', updatedAt: '', state: '', value: undefined }) }
    const recordversion = version(held.updatedAt, pass(), `${held.state} ${held.value ?? ''}`)
    const message = orderIdentified()
    const { order } = message.data
    const additionalFields = held.value === undefined ? {} : { [configured.code]: held.value }
    const seen = { ...order, id: orderId, ...{ createdAt: held.createdAt, state: held.state, additionalFields } }
    const snapshot: Message<'identified.order.v1'> = {
      ...message,
      recordversion,
      data: { ...message.data, order: seen },
    }
    return async (): Promise<void> => {
      pass()
      const isNewer = recordversion >= (versions.get(orderId) ?? '')
      if (isNewer) told.set(orderId, { createdAt: held.createdAt, state: held.state })
      if (isNewer) versions.set(orderId, recordversion)
      await keeping.noteOrder(snapshot, who)
    }
  }
  const versions = new Map<string, string>()

  const say = async (status: ConsentFact['status'], addressHash = 'own'): Promise<void> => {
    await ledger.keep('main', [{ addressHash, fact: fact({ status, learnedAt: pass() }) }], false)
    await keeping.noteNews([addressHash])
  }

  const write = (): Promise<boolean> =>
    writeNext({
      ...needs,
      ...{ marketplace: 'north', log: silentLog, chance: () => 0.5 },
      fields: {
        async set(orderId, _code, value) {
          const due = isDue(orderId)
          const apply = () => {
            writes.push({ orderId, value, before: orders.get(orderId)?.value, isDue: due })
            change(orderId, { value })
          }
          pass()
          await set(orderId, value, apply)
          pass()
        },
      },
    })

  return {
    ...{ orders, writes, book, ledger, pass, look, say, write, change },
    add: (orderId: string, createdAt = pass()) => {
      orders.set(orderId, { createdAt, updatedAt: pass(), state: 'SHIPPING', value: undefined })
    },
    /** What a poll of everything brings. */
    poll: async () => {
      for (const orderId of orders.keys()) await look(orderId)()
    },
    /** Writes until nothing is due, however long it takes. */
    writeAll: async () => {
      for (let round = 0; round < 200; round += 1) {
        const { due } = await book.counts()
        if (due === 0) return
        await write().catch(() => false)
        pass(3_700_000)
      }
      throw new Error('write-backs do not end')
    },
  }
}

export const valuesOf = ({ orders }: ReturnType<typeof writeBackWorld>) =>
  [...orders.values()].map(({ value }) => value)
