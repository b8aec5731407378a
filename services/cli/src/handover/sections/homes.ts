import {
  contactFields,
  messageValues,
  orderFields,
  productFields,
  refundFields,
  returnFields,
  sellerFields,
} from '@concord/domain'
import type { ConcordConfig } from '@concord/runtime'
import { heading, paragraph, type Section, table } from '../document.js'
import { objectNames } from '../texts/words.js'
import type { Voice } from '../voice.js'

/** Where each thing lives in the three systems, who is master of it, and the names to look for in Dotdigital. */
export const homesSection = ({ accounts }: ConcordConfig, { texts: { homes, words } }: Voice): Section => {
  const collections = Object.values(accounts).map(({ collections: names }) => names)
  const named = {
    orders: distinct(collections.map(({ orders }) => orders)),
    sellers: distinct(collections.map(({ sellers }) => sellers)),
  }
  return {
    title: homes.title,
    blocks: [
      paragraph(homes.intro),
      table(
        homes.head,
        objectNames.map((name) => {
          const { name: word, mirakl, concord, dotdigital, master } = words.objects[name]
          return [word, mirakl, concord, dotdigital(named), master]
        }),
        [14, 20, 23, 27, 16],
      ),
      { is: 'list', items: homes.rules },
      heading(homes.fields),
      paragraph(homes.fieldsIntro),
      table(
        homes.fieldHead,
        [
          [homes.contactFields, listed(contactFields.map(({ name }) => name))],
          [homes.recordsIn(named.orders), listed(Object.keys(orderFields))],
          [homes.partsOf('products'), listed(Object.keys(productFields))],
          [homes.partsOf('refunds'), listed(Object.keys(refundFields))],
          [homes.partsOf('returns'), listed(Object.keys(returnFields))],
          [homes.recordsIn(named.sellers), listed(Object.keys(sellerFields))],
          [homes.messageValues, listed(Object.keys(messageValues))],
        ],
        [25, 75],
      ),
    ],
  }
}

const listed = (names: readonly string[]): string => names.join(', ')
const distinct = (names: readonly string[]): string => listed([...new Set(names)])
