import type { History } from '../purchase-history.js'

/** What a Dotdigital data field is: names have at most 20 characters, types never change. */
export interface DataField {
  readonly name: string
  readonly type: 'String' | 'Numeric' | 'Date'
  readonly meaning: string
  /** Where in Mirakl it is from. */
  readonly source: string
  /** When the field is cleared. */
  readonly clearedWhen: string
  readonly value: (history: History) => string | number | undefined
}

/** A figure is always there. */
export const never = 'never; it is 0'
export const noPurchase = 'nothing was bought'
