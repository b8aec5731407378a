import { z } from 'zod'
import type { Get } from './http.js'
import { readList, type Others } from './reference-list.js'
import { id, lenient, text, truth } from './wire.js'

export interface Reason {
  /** Chosen by the operator: a code means nothing in another marketplace, and may stand under several types. */
  readonly code: string
  readonly label: string
  /** INCIDENT_OPEN, INCIDENT_CLOSE, REFUND, CANCELATION, RETURN … or whatever may come. */
  readonly type: string
  readonly isForCustomers?: boolean | undefined
  readonly isForOperators?: boolean | undefined
  readonly isForShops?: boolean | undefined
  readonly others: Others
}

const ReasonShape = z
  .looseObject({
    code: id,
    label: lenient(text),
    type: text,
    is_customer_right: lenient(truth),
    is_operator_right: lenient(truth),
    is_shop_right: lenient(truth),
  })
  .transform(({ code, label, type, ...wire }): Reason => {
    const { is_customer_right: isForCustomers, is_operator_right: isForOperators, ...rest } = wire
    const { is_shop_right: isForShops, ...others } = rest
    return { code, label: label ?? code, type, isForCustomers, isForOperators, isForShops, others }
  })

/** RE01, meant for page views, so keep what it says; by type, then in the order of the back office. */
export const readReasons = (get: Get): Promise<readonly Reason[]> =>
  readList(get, { operation: 'RE01', path: '/api/reasons', collection: 'reasons', item: ReasonShape })
