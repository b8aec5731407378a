import type { Message } from '@concord/contracts'
import { partsOf } from '@concord/domain'
import type { ConsentLedger, Customer } from './ports.js'
import { afterSnapshot, owing, standOf } from './write-back.js'
import type { ConsentField, OrderOwner, WriteBackBook } from './write-back-ports.js'

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
      await noteWho(book, who)
      await asOwner(
        book,
        ownerOf(who, marketplace, order.id),
        async ({ profileId, revision }, { book: alone, facts }) => {
          const known = await alone.find(marketplace, order.id)
          const snapshot = { marketplace, order, version, profileId, revision }
          await alone.keep([afterSnapshot(known, snapshot, field.code)])
          await owe(needs, profileId, { book: alone, facts })
        },
      )
    },

    async noteProfile({ data: { orders } }, who) {
      // In one order, so that two who hand over the same orders never wait for each other.
      const keys = orders
        .toSorted()
        .map(partsOf)
        .filter(({ marketplace }) => fieldOf(marketplace) !== undefined)
      if (keys.length === 0) return
      await noteWho(book, who)
      await book.alone(who.profileId, async (alone, facts) => {
        const words: OrderOwner[] = []
        for (const { marketplace, id } of keys) words.push(await alone.noteOwner(ownerOf(who, marketplace, id)))
        for (const word of words.filter(({ profileId }) => profileId === who.profileId)) await handOver(alone, word)
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

const ownerOf = ({ profileId, revision }: Who, marketplace: string, orderId: string): OrderOwner => ({
  ...{ marketplace, orderId, profileId, revision },
})

interface Alone {
  readonly book: WriteBackBook
  readonly facts: Pick<ConsentLedger, 'find'>
}

/** Alone for whoever owns an order by now, which may be another profile than a late message says. */
const asOwner = async (
  book: WriteBackBook,
  word: OrderOwner,
  work: (owner: OrderOwner, alone: Alone) => Promise<void>,
): Promise<void> => {
  const owner = await book.alone(word.profileId, async (alone, facts) => {
    const stands = await alone.noteOwner(word)
    if (stands.profileId === word.profileId) await work(stands, { book: alone, facts })
    return stands
  })
  if (owner.profileId !== word.profileId) await asOwner(book, owner, work)
}

const handOver = async (book: WriteBackBook, { marketplace, orderId, profileId, revision }: OrderOwner) => {
  const order = await book.find(marketplace, orderId)
  if (order !== undefined) await book.keep([{ ...order, profileId, revision }])
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
