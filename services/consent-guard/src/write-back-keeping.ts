import type { Message } from '@concord/contracts'
import { partsOf } from '@concord/domain'
import type { ConsentLedger, Customer } from './ports.js'
import { afterSnapshot, owing, standOf } from './write-back.js'
import type { ConsentField, FieldOrder, WriteBackBook } from './write-back-ports.js'

export type Who = Pick<Customer, 'profileId' | 'revision' | 'address' | 'others'>

/** Keeps what is owed to the consent fields of Mirakl's orders true to what Dotdigital said. */
export interface WriteBacks {
  /** An order passed by: its customer may have opted out long ago. */
  noteOrder(message: Message<'identified.order.v1'>, who: Who): Promise<void>
  /** A profile changed: others may have opted out for these orders. */
  noteProfile(message: Message<'identified.contact.v1'>, who: Who): Promise<void>
  /** Something new was said of these addresses; durable when it resolves. */
  noteNews(addressHashes: readonly string[]): Promise<void>
}

export interface WriteBackNeeds {
  readonly book: WriteBackBook
  /** Undefined where a marketplace has none: nothing is kept of its orders, and nothing written. */
  readonly fieldOf: (marketplace: string) => ConsentField | undefined
  readonly accountOf: (marketplace: string) => string
  readonly now: () => Date
}

export const writeBacks = (needs: WriteBackNeeds): WriteBacks => {
  const { book, fieldOf } = needs
  return {
    async noteOrder({ marketplace, recordversion: version, data: { order } }, who) {
      const field = fieldOf(marketplace)
      if (field === undefined) return
      const { profileId, revision } = who
      await noteWho(book, who)
      await book.alone(profileId, async (alone, facts) => {
        const known = await alone.find(marketplace, order.id)
        const snapshot = { marketplace, order, version, profileId, revision }
        await alone.keep([afterSnapshot(known, snapshot, field.code)])
        await owe(needs, profileId, { book: alone, facts })
      })
    },

    async noteProfile({ data: { orders } }, who) {
      const keys = orders.map(partsOf).filter(({ marketplace }) => fieldOf(marketplace) !== undefined)
      if (keys.length === 0) return
      await noteWho(book, who)
      await book.alone(who.profileId, async (alone, facts) => {
        for (const { marketplace, id } of keys) await handOver(alone, who, await alone.find(marketplace, id))
        await owe(needs, who.profileId, { book: alone, facts })
      })
    },

    async noteNews(addressHashes) {
      for (const profileId of await book.profilesAt(addressHashes))
        await book.alone(profileId, (alone, facts) => owe(needs, profileId, { book: alone, facts }))
    },
  }
}

/** Before facts are read, and seen by whoever learns one: either finds what the other keeps. */
const noteWho = (book: WriteBackBook, { profileId, revision, address, others }: Who): Promise<void> =>
  book.noteProfile({ profileId, revision, addresses: address === undefined ? others : [address, ...others] })

const handOver = async (
  book: WriteBackBook,
  { profileId, revision }: Who,
  order: FieldOrder | undefined,
): Promise<void> => {
  if (order !== undefined && order.revision <= revision) await book.keep([{ ...order, profileId, revision }])
}

interface Alone {
  readonly book: WriteBackBook
  readonly facts: Pick<ConsentLedger, 'find'>
}

/** Brings what is owed to a profile's orders after the facts of its addresses. */
export const owe = async (
  { fieldOf, accountOf, now }: Omit<WriteBackNeeds, 'book'>,
  profileId: string,
  { book, facts }: Alone,
): Promise<void> => {
  const orders = await book.ordersOf(profileId)
  const addresses = await book.addressesOf(profileId)
  for (const marketplace of new Set(orders.map((order) => order.marketplace))) {
    const field = fieldOf(marketplace)
    if (field === undefined) continue
    const stand = standOf(await facts.find(accountOf(marketplace), addresses))
    const theirs = orders.filter((order) => order.marketplace === marketplace)
    const { changed, forgotten } = owing(theirs, { stand, field, now: now().toISOString() })
    await book.keep(changed)
    await book.forget(forgotten)
  }
}
