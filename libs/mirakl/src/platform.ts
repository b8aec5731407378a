import { z } from 'zod'
import { MiraklUnavailable } from './errors.js'
import type { Get } from './http.js'
import { lenient, shape, text, truth } from './wire.js'

/** What of the platform's configuration changes how its orders are to be read; undefined where it does not say. */
export interface Platform {
  /** IANA name, like `Europe/Paris`: business rules of the marketplace run on it, while the API speaks UTC. */
  readonly timezone: string
  /** Like `acme-prod`. */
  readonly tenant?: string | undefined
  /** TAX_INCLUDED or TAX_EXCLUDED; an order may still say otherwise. */
  readonly orderTaxMode?: string | undefined
  readonly workflows: Workflows
  /** Orders may be sent in several parcels. */
  readonly hasShipments?: boolean | undefined
  readonly customers: { readonly areBusinesses?: boolean | undefined; readonly areConsumers?: boolean | undefined }
  /** All that Mirakl says, as it came, for what has no name here. */
  readonly configuration: Readonly<Record<string, unknown>>
}

/** Which ways orders may go. */
export interface Workflows {
  /** AUTOMATIC, NOT_AUTOMATIC or BOTH; accepted automatically, an order has no acceptance date. */
  readonly acceptance?: string | undefined
  /** Debited on a due date or on shipment: a shipped order may then have no debit date. */
  readonly hasPayOnDueDate?: boolean | undefined
  readonly hasPayOnShipment?: boolean | undefined
  readonly hasNoPaymentConfirmation?: boolean | undefined
  /** Debits may be held back, so that orders stay long in WAITING_DEBIT. */
  readonly pausesDebits?: boolean | undefined
  /** Otherwise both addresses are null until the order is accepted. */
  readonly showsAddressesBeforeAcceptance?: boolean | undefined
}

const Flag = lenient(truth)

const OrderWorkflows = shape({
  order_acceptance: lenient(text),
  pay_on_due_date: Flag,
  pay_on_shipment: Flag,
  no_customer_payment_confirmation: Flag,
  pause_debit_workflow: Flag,
  shipping_and_billing_details_before_acceptance: Flag,
})

const Configuration = shape({
  timezone: z.string().refine(isTimezone),
  tenant_name: lenient(text),
  features: lenient(
    shape({
      order_tax_mode: lenient(text),
      order_workflows: lenient(OrderWorkflows),
      shipment: lenient(shape({ multi_shipment: Flag })),
    }),
  ),
  platform_configuration: lenient(shape({ customer_model: lenient(shape({ b2b: Flag, b2c: Flag })) })),
})

/** PC01. */
export const readPlatform = async (get: Get): Promise<Platform> => {
  const { body } = await get('PC01', '/api/platform/configuration')
  const configuration = Configuration.safeParse(body)
  if (!configuration.success) throw new MiraklUnavailable('PC01: the answer names no known time zone')
  return toPlatform(configuration.data, body as Platform['configuration'])
}

const toPlatform = (wire: z.output<typeof Configuration>, configuration: Platform['configuration']): Platform => {
  const customers = wire.platform_configuration?.customer_model
  return {
    timezone: wire.timezone,
    tenant: wire.tenant_name,
    orderTaxMode: wire.features?.order_tax_mode,
    workflows: toWorkflows(wire.features?.order_workflows),
    hasShipments: wire.features?.shipment?.multi_shipment,
    customers: { areBusinesses: customers?.b2b, areConsumers: customers?.b2c },
    configuration,
  }
}

const toWorkflows = (wire: z.output<typeof OrderWorkflows> | undefined): Workflows => ({
  acceptance: wire?.order_acceptance,
  hasPayOnDueDate: wire?.pay_on_due_date,
  hasPayOnShipment: wire?.pay_on_shipment,
  hasNoPaymentConfirmation: wire?.no_customer_payment_confirmation,
  pausesDebits: wire?.pause_debit_workflow,
  showsAddressesBeforeAcceptance: wire?.shipping_and_billing_details_before_acceptance,
})

function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
