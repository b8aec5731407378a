import type { WireObject } from '@concord/sandbox-mirakl'

export const marketplace = 'acme'
export const emailOf = (customer: number): string => `customer.${customer}@example.com`

interface Wish {
  readonly id: string
  readonly customer: number
  readonly state: 'SHIPPING' | 'SHIPPED'
  readonly at: Date
}

/** An order of two lines as OR11 shows it: 2.5 KiB of JSON. */
export const orderOf = ({ id, customer, state, at }: Wish): WireObject => ({
  order_id: `${id}-A`,
  commercial_id: id,
  order_state: state,
  created_date: at.toISOString(),
  last_updated_date: at.toISOString(),
  acceptance_decision_date: at.toISOString(),
  shipping_deadline: at.toISOString(),
  channel: { code: 'FR', label: 'France' },
  currency_iso_code: 'EUR',
  order_tax_mode: 'TAX_INCLUDED',
  price: 40,
  shipping_price: 9,
  total_price: 49,
  total_commission: 4.9,
  has_incident: false,
  has_customer_message: false,
  has_invoice: false,
  fully_refunded: false,
  can_cancel: false,
  payment_type: 'CARD',
  payment_workflow: 'PAY_ON_ACCEPTANCE',
  shipping_type_code: 'STANDARD',
  shipping_type_label: 'Standard delivery',
  shipping_company: 'A carrier',
  shipping_tracking: `TRACK-${id}`,
  shipping_tracking_url: `https://carrier.example.com/${id}`,
  shop_id: 2000 + (customer % 50),
  shop_name: `Shop ${customer % 50}`,
  customer: {
    customer_id: `C-${customer}`,
    email: emailOf(customer),
    firstname: 'Ada',
    lastname: 'Lovelace',
    locale: 'fr_FR',
    billing_address: addressOf(customer),
    shipping_address: addressOf(customer),
  },
  order_additional_fields: [],
  order_lines: [1, 2].map((line) => lineOf(`${id}-A-${line}`, state, at)),
})

const addressOf = (customer: number): WireObject => ({
  firstname: 'Ada',
  lastname: 'Lovelace',
  street_1: `${customer} rue de Rivoli`,
  zip_code: '75001',
  city: 'Paris',
  country: 'France',
  country_iso_code: 'FRA',
  phone: '0100000000',
})

const lineOf = (id: string, state: string, at: Date): WireObject => ({
  order_line_id: id,
  order_line_state: state,
  created_date: at.toISOString(),
  last_updated_date: at.toISOString(),
  ...(state === 'SHIPPED' && { shipped_date: at.toISOString() }),
  offer_id: 1,
  offer_sku: `OFFER-${id}`,
  quantity: 1,
  price: 20,
  price_unit: 20,
  shipping_price: 4.5,
  total_price: 24.5,
  product_sku: 'SKU-1',
  product_title: 'A chair of oak with a seat of straw, for a kitchen or a garden',
  product_medias: [{ media_url: '/media/chair.jpg', mime_type: 'JPG', type: 'LARGE' }],
  category_code: 'chairs',
  category_label: 'Chairs',
  can_open_incident: true,
  taxes: [],
  shipping_taxes: [],
  refunds: [],
  cancelations: [],
  order_line_additional_fields: [],
})
