import type { CustomFields } from '@concord/mirakl'
import { WriteBackRefused } from '../errors.js'
import { textOf } from '../write-back.js'
import type { OrderFields } from '../write-back-ports.js'

/** Mirakl answers a write with all that the order holds afterwards (OR31), which is what it is read back from. */
export const miraklOrderFields = (customFields: Pick<CustomFields, 'write'>): OrderFields => ({
  async set(orderId, code, value) {
    const outcome = await customFields.write(orderId, { order: { [code]: value } })
    if (!outcome.ok) throw new WriteBackRefused(`Mirakl refused the field ${code}: ${codesOf(outcome.errors)}`)
    if (textOf(outcome.order[code]) !== value)
      throw new WriteBackRefused(`The field ${code} holds another value than was written; say it as Mirakl shows it`)
  },
})

/** Mirakl's messages may repeat values; its codes do not. */
const codesOf = (errors: readonly { readonly code: string }[]): string => errors.map(({ code }) => code).join(', ')
