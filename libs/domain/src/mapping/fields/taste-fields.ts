import type { OrderLine } from '../../order.js'
import { standingLines } from '../../spend.js'
import { type History, listed, mostFrequent } from '../purchase-history.js'
import { type DataField, never, noPurchase } from './data-field.js'

/** What, from whom and where. */
export const tasteFields: readonly DataField[] = [
  {
    name: 'MP_LAST_SELLER',
    type: 'String',
    meaning: 'Who sold the newest order',
    source: 'shop_name',
    clearedWhen: 'the newest order names no shop',
    value: ({ last }) => last?.order.shop?.name,
  },
  {
    name: 'MP_LAST_SELLER_GRADE',
    type: 'Numeric',
    meaning: 'That seller’s grade, 0 to 5',
    source: 'S20 grade',
    clearedWhen: 'nobody has rated that seller',
    value: gradeOfLast,
  },
  {
    name: 'MP_SELLERS',
    type: 'Numeric',
    meaning: 'Different sellers bought from',
    source: 'shop_id',
    clearedWhen: never,
    value: ({ purchases }) =>
      new Set(purchases.flatMap(({ marketplace, order: { shop } }) => (shop ? `${marketplace} ${shop.id}` : []))).size,
  },
  {
    name: 'MP_LAST_CATEGORY',
    type: 'String',
    meaning: 'Category of the newest order’s first line that stands and has one',
    source: 'order_lines[].category_label',
    clearedWhen: 'the newest order has none',
    value: ({ last }) => last && categoriesIn(standingLines(last.order))[0],
  },
  {
    name: 'MP_TOP_CATEGORY',
    type: 'String',
    meaning: 'Category of most lines bought; of several, the one bought last',
    source: 'order_lines[].category_label',
    clearedWhen: 'no line has a category',
    value: ({ lines }) => mostFrequent(categoriesIn(lines)),
  },
  {
    name: 'MP_LAST_CHANNEL',
    type: 'String',
    meaning: 'Code of the channel the newest order was placed in',
    source: 'channel.code',
    clearedWhen: 'the newest order has none',
    value: ({ last }) => last?.order.channel?.code,
  },
  {
    name: 'MP_CHANNELS',
    type: 'String',
    meaning: 'Channels bought in, by comma',
    source: 'channel.code',
    clearedWhen: 'no order names a channel',
    value: ({ purchases }) => listed(purchases.map(({ order }) => order.channel?.code)),
  },
  {
    name: 'MP_MARKETPLACES',
    type: 'String',
    meaning: 'Marketplaces bought in, by comma',
    source: 'configuration',
    clearedWhen: noPurchase,
    value: ({ purchases }) => listed(purchases.map(({ marketplace }) => marketplace)),
  },
  {
    name: 'MP_LOCALE',
    type: 'String',
    meaning: 'Language and country of the newest order that tells, like fr_FR',
    source: 'customer.locale',
    clearedWhen: 'no order tells',
    value: ({ purchases }) => purchases.findLast(({ order }) => order.customer.locale)?.order.customer.locale,
  },
]

function gradeOfLast({ last, sellerOf }: History): number | undefined {
  if (last?.order.shop === undefined) return undefined
  const grade = sellerOf(last.marketplace, last.order.shop.id)?.grade
  return grade === undefined ? undefined : Number(grade)
}

const categoriesIn = (lines: readonly OrderLine[]): readonly string[] =>
  lines.flatMap(({ category = '' }) => (category === '' ? [] : [category]))
