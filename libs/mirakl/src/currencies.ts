import { z } from 'zod'
import type { Get } from './http.js'
import { readList, type Others } from './reference-list.js'
import { lenient, text, truth } from './wire.js'

export interface Currency {
  /** ISO 4217. */
  readonly code: string
  readonly label: string
  /** The platform's own currency. */
  readonly isDefault: boolean
  readonly others: Others
}

const CurrencyShape = z
  .looseObject({ code: text, label: lenient(text), platform_default: lenient(truth) })
  .transform(({ code, label, platform_default: isDefault, ...others }): Currency => ({
    code,
    label: label ?? code,
    isDefault: isDefault ?? false,
    others,
  }))

/** CUR01, at most once a day. */
export const readCurrencies = (get: Get): Promise<readonly Currency[]> =>
  readList(get, { operation: 'CUR01', path: '/api/currencies', collection: 'currencies', item: CurrencyShape })
