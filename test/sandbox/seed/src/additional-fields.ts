import type { AdditionalField } from '@concord/sandbox-mirakl'
import type { MarketplaceId } from './customers.js'

/** Told by no order of the story: it is written from outside, and no business of the sellers. */
const optOut = {
  code: 'marketing-opt-out',
  label: 'No marketing, please',
  entity: 'ORDER',
  required: false,
  shopPermission: 'INVISIBLE',
} as const

const shared: readonly AdditionalField[] = [
  {
    code: 'gift-message',
    label: 'Gift message',
    type: 'STRING',
    entity: 'ORDER',
    required: false,
    shopPermission: 'READ_ONLY',
  },
  {
    code: 'services',
    label: 'Services booked',
    type: 'MULTIPLE_VALUES_LIST',
    entity: 'ORDER',
    required: false,
    shopPermission: 'READ_WRITE',
    acceptedValues: ['assembly', 'old-device-pickup', 'gift-wrapping'],
  },
  {
    code: 'warranty-months',
    label: 'Warranty in months',
    type: 'NUMERIC',
    entity: 'ORDER_LINE',
    required: false,
    shopPermission: 'READ_WRITE',
  },
]

/** The custom fields each operator defined; two of one name need not be of one type. */
export const additionalFields: Readonly<Record<MarketplaceId, readonly AdditionalField[]>> = {
  north: [{ ...optOut, type: 'BOOLEAN' }, ...shared],
  south: [{ ...optOut, type: 'LIST', acceptedValues: ['yes', 'no'] }, ...shared],
}
