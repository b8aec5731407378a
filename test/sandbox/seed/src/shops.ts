import type { WireObject } from '@concord/sandbox-mirakl'
import { day, hour, toWire, type Clock, type Step } from './clock.js'
import { hashOf } from './random.js'
import type { Seller } from './sellers.js'
import { places, plain } from './words.js'

/** A shop as S20 gives it to an operator. */
export const wireShop = (seller: Seller, step: Step, clock: Clock): WireObject => {
  const place = places[seller.country]
  const isEdited = seller.isEdited && step >= 2
  return {
    shop_id: seller.id,
    shop_name: seller.name,
    operator_internal_id: null,
    shop_state: seller.state,
    suspension_type: seller.state === 'SUSPENDED' ? 'MANUAL' : null,
    closed_from: null,
    closed_to: null,
    immunity_date: null,
    date_created: toWire(clock.at(0) - (seller.grade === null ? 6 : 400) * day),
    last_updated_date: toWire(isEdited ? clock.at(2) - hour / 3 : clock.at(0) - (seller.id % 7) * day - 5 * hour),
    model: 'MARKETPLACE',
    domains: ['PRODUCT'],
    tier: null,
    is_professional: true,
    channels: seller.marketplace === 'south' ? ['DE'] : ['UK', 'FR'],
    currency_iso_code: place.currency,
    description: isEdited ? 'Tools that last. Now with next-day delivery.' : null,
    ...metrics(seller, step),
    ...commercial(seller),
    contact_informations: contact(seller),
    shop_additional_fields: [{ code: 'customer-care-phone', type: 'STRING', value: '+00 555 0100' }],
    ...sensitive(seller),
  }
}

/** Metrics move without moving the update date. */
const metrics = (seller: Seller, step: Step): WireObject => {
  if (seller.grade === null) return newcomer
  const drift = seller.isDrifting ? step : 0
  return {
    grade: Math.round(seller.grade * 100 - drift * 3) / 100,
    evaluations_count: (seller.id % 90) + 20 + drift,
    orders_count: (hashOf(seller.name) % 800) + 60 + drift * 2,
    offers_count: (hashOf(seller.name) % 300) + 12,
    approval_rate: (970 - drift * 7) / 1000,
    approval_delay: 5400 + drift * 120,
    order_messages_response_delay: 7200 + (seller.id % 5) * 1800,
  }
}

const newcomer = {
  grade: null,
  evaluations_count: 0,
  orders_count: 0,
  offers_count: 0,
  approval_rate: null,
  approval_delay: null,
  order_messages_response_delay: null,
}

const commercial = (seller: Seller): WireObject => ({
  premium: seller.isPremium,
  premium_state: seller.isPremium ? 'PREMIUM' : 'DEFAULT',
  commission: { grid_code: 'DEFAULT', grid_label: 'Default grid', linked_to_default_grid: true },
  free_shipping: false,
  shipping_country: seller.country,
  shipping: { lead_time_to_ship: 2 },
  shipping_types: ['STD'],
  shipping_zones: [seller.country],
  shippings: [],
  payment_method_mandatory: true,
  permissions: [],
  applicable_taxes: [{ code: 'TAXDEFAULT', label: 'Default VAT', fee_types: ['COMMISSION', 'SUBSCRIPTION'] }],
  logo: null,
  banner: null,
  return_policy: null,
  recycling_policy: null,
  assignees: [],
})

const contact = (seller: Seller): WireObject => ({
  email: `${plain(seller.name)}@example.org`,
  firstname: 'Toni',
  lastname: 'Seller',
  civility: null,
  phone: '+00 555 0101',
  phone_secondary: null,
  fax: null,
  street1: '1 Market Square',
  street2: null,
  zip_code: '00001',
  city: 'Markethome',
  state: null,
  country: seller.country,
  web_site: null,
})

/** Bank, tax and identity data, all made up: whoever keeps or shows any of it has a leak. */
const sensitive = (seller: Seller): WireObject => {
  const bank = {
    owner: `MADE-UP-OWNER-${seller.id}`,
    iban: `XX00MADEUP${seller.id}`,
    bic: 'MADEUPXXX',
    bank_name: 'Made-up Bank',
    bank_street: '1 Vault Street',
    bank_city: 'Vaultham',
  }
  return {
    payment_info: { '@type': 'IBAN', ...bank },
    billing_info: { ...bank, zip_code: null },
    payment_details: balances,
    kyc: { status: seller.grade === null ? 'PENDING_APPROVAL' : 'APPROVED', reason: null },
    pro_details: {
      VAT_number: `XXVAT${seller.id}`,
      corporate_name: `${seller.name} Ltd`,
      identification_number: `MADE-UP-${seller.id}`,
      tax_identification_number: null,
    },
    default_billing_information: billingInformation(seller),
    specific_billing_informations: [],
    producer_identifiers: [],
  }
}

const billingInformation = (seller: Seller): WireObject => ({
  id: `billing-${seller.id}`,
  default_language: places[seller.country].locale,
  personal_information: { first_name: 'Toni', last_name: 'Seller', birth_date: '1970-01-01', birth_city: 'Birthville' },
  registration_address: { street_1: '1 Register Road', city: 'Registerby', country_iso_code: seller.country },
})

const balances = {
  paid_balance: 1250.4,
  payable_balance: 310.2,
  pending_balance: 88,
  payment_blocked: false,
  pay_subscription: true,
  reserve_balance: 0,
  reserve_target: 0,
  sub_balances: [],
}
