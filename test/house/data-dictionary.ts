import {
  contactFields,
  contactWrite,
  type InsightJson,
  linkBlanks,
  linkKinds,
  type MarketplaceRules,
  messageOf,
  messageValues,
  orderFields,
  orderWrite,
  productFields,
  type RecordFields,
  refundFields,
  returnFields,
  sellerFields,
  sellerWrite,
  tallyOf,
} from '@concord/domain'
import { bought, incidents, returned, rules, seller } from './example-order.js'

const order = { order: bought, returns: [returned], incidents, inDisputeSince: incidents[0]?.openedAt }
const history = { orders: [{ marketplace: rules.id, ...order }], sellerOf: () => seller }

export const contactExample = contactWrite(history).fields
export const orderExample = orderWrite(order, rules)
export const sellerExample = sellerWrite({ marketplace: rules.id, seller }, tallyOf(bought, incidents))
const message = messageOf(bought, rules)
export const messageExample: Readonly<Record<string, string>> = 'values' in message ? message.values : {}

/** The first of a list in the order's record. */
export const partExample = (name: 'products' | 'refunds' | 'returns'): InsightJson =>
  ((orderExample.json[name] ?? []) as readonly InsightJson[])[0] ?? {}

const shown = (value: unknown): string => {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return 'see below'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return `\`${text.replaceAll('|', '\\|')}\``
}

const table = (head: readonly string[], body: readonly (readonly string[])[]): string => {
  const widths = head.map((_cell, column) => Math.max(...[head, ...body].map((row) => row[column]?.length ?? 0)))
  const padded = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`
  return [padded(head), padded(widths.map((width) => '-'.repeat(width))), ...body.map(padded)].join('\n')
}

const recordTable = <Seen>(fields: RecordFields<Seen>, example: InsightJson): string =>
  table(
    ['field', 'type', 'meaning', 'source in Mirakl', 'example'],
    Object.entries(fields).map(([name, { kind, meaning, source }]) => [
      `\`${name}\``,
      kind,
      meaning,
      source,
      shown(example[name]),
    ]),
  )

const contactTable = table(
  ['field', 'type', 'meaning', 'source in Mirakl', 'example', 'cleared when'],
  contactFields.map(({ name, type, meaning, source, clearedWhen }) => [
    `\`${name}\``,
    type,
    meaning,
    source,
    shown(contactExample[name]),
    clearedWhen,
  ]),
)

const messageTable = table(
  ['value', 'meaning', 'example'],
  Object.entries(messageValues).map(([name, { meaning }]) => [`\`${name}\``, meaning, shown(messageExample[name])]),
)

const linkMeanings: Readonly<Record<(typeof linkKinds)[number], string>> = {
  order: 'Where a customer sees the order; every marketplace has one',
  product: 'Where a product is shown; none where there is no template',
  image: 'A product’s picture; without a template the one that Mirakl names',
  review: 'Where a customer rates the purchase; none where there is no template',
}

const linkTable = table(
  ['template', 'meaning', 'blanks'],
  linkKinds.map((kind) => [
    `\`links.${kind}\``,
    linkMeanings[kind],
    linkBlanks[kind].map((blank) => `\`{${blank}}\``).join(' '),
  ]),
)

const example = ({ links }: MarketplaceRules): string => `\`${links.order}\``

export const dictionary = `# Data dictionary

Everything Concord writes in Dotdigital, and what each of it means. A test makes this page from the mapping and compares it;
after a change of the mapping, \`UPDATE_DOCS=1 npx vitest run --project house test/house/data-dictionary.spec.ts\` writes it anew.

- **Nothing else is touched.** Data fields of Concord's begin with \`MP_\`, records with the name of their marketplace; what other
  systems keep in the account stays as it is. Change none of these by hand: the next order overwrites it.
- **Types never change**, since Dotdigital locks them. Amounts are numbers, dates are instants in UTC.
- **Everything is exact**: each value comes from all orders as Mirakl last showed them, however often they are replayed. So no
  field depends on today; for "bought in the last 90 days" segment by \`MP_LAST_ORDER\` or by records in \`Orders\`.
- **Examples** below are of one order with a refund, an incident and a return.

## Data fields of a contact

All of one person's orders, in every marketplace that feeds the account. A field without a value is cleared, and figures are 0.
An order that was refused or canceled as a whole is no purchase: it counts in \`MP_CANCELED\` and in what went wrong, nowhere else.

${contactTable}

Some segments to begin with:

- **Win back**: \`MP_LAST_ORDER\` before six months ago, \`MP_OPEN_DISPUTES\` is 0.
- **Leave in peace**: \`MP_OPEN_DISPUTES\` above 0, or \`MP_LAST_DISPUTE\` in the last week.
- **Best customers**: \`MP_ORDERS\` at least 5, \`MP_REFUNDED\` is 0; compare amounts within one \`MP_CURRENCY\` only.
- **Loyal to one seller**: \`MP_ORDERS\` at least 3 and \`MP_SELLERS\` is 1.

## Records in \`Orders\`

Contact-scoped, one record for each order, under \`<marketplace>-<order id>\`. A field without a value is left out. A text
longer than 1,000 characters is cut, and an address longer than that is left out.

${recordTable(orderFields, orderExample.json)}

Each of its \`products\`:

${recordTable(productFields, partExample('products'))}

Each of its \`refunds\`:

${recordTable(refundFields, partExample('refunds'))}

Each of its \`returns\`:

${recordTable(returnFields, partExample('returns'))}

## Records in \`Sellers\`

Account-scoped, one record for each shop, under \`<marketplace>-<shop id>\`. Bank, tax and identity data never reaches Concord's
tables. Rates that Mirakl does not grant are computed from the orders placed in the last three months, by Mirakl's own
definitions; \`computedRates\` names them. An incident counts there from when Concord first saw the order. Which lines are
returnable Mirakl alone knows, so \`returnRate\` is only there where Mirakl grants it.

${recordTable(sellerFields, sellerExample.json)}

## Values of a message

What a triggered campaign and an event carry, each a text, empty where the order does not tell. What a program or a list leads to
reads the contact's data fields and records instead.

${messageTable}

## Links

Templates under \`links\` of a marketplace in \`concord.yaml\`, like ${example(rules)}; a channel may have others under
\`links.channels\`. Blanks are filled with what the order says, encoded. A blank that cannot exist is refused when the file is read.

${linkTable}

\`links.media\` is what relative addresses of pictures hang under. Where a link of a message does not resolve, its trigger waits as
\`links-unresolved\`, and says which link of which line and why; the record leaves it out.
`
