import type { WireObject } from '@concord/sandbox-mirakl'
import type { Customer, Person } from './customers.js'
import { hasReached, type Standing } from './lifecycle.js'
import type { OrderPlan } from './plan.js'
import { places, plain } from './words.js'

/** Names and addresses are gone after the customer was made anonymous; the id stays. */
export const wireCustomer = (plan: OrderPlan, standing: Standing): WireObject => {
  const { customer } = plan
  if (standing.isBlanked) return blank(customer.id)
  const { person } = customer
  return {
    customer_id: customer.id,
    email: plan.email,
    firstname: person.firstName,
    lastname: person.lastName,
    civility: person.civility,
    locale: plan.locale,
    ...(isAddressKnown(standing) ? addresses(customer) : { billing_address: null, shipping_address: null }),
    ...business(customer, plan.locale),
  }
}

const blank = (id: string): WireObject => ({
  customer_id: id,
  email: null,
  firstname: '',
  lastname: '',
  civility: null,
  locale: null,
  billing_address: null,
  shipping_address: null,
  organization: null,
})

/** Before it is accepted, an order tells of no address. */
const isAddressKnown = ({ state, acceptedAt }: Standing): boolean =>
  acceptedAt !== undefined || hasReached(state, 'WAITING_DEBIT')

const addresses = (customer: Customer): WireObject => {
  const { person, company } = customer
  const address = {
    civility: person.civility,
    firstname: person.firstName,
    lastname: person.lastName,
    company: company ?? null,
    company_2: null,
    street_1: person.street,
    street_2: null,
    zip_code: person.zip,
    city: person.city,
    state: null,
    country: places[person.country].country,
    country_iso_code: person.country,
    phone: person.phone,
    phone_secondary: null,
  }
  return {
    billing_address: address,
    shipping_address: { ...address, additional_info: null, internal_additional_info: null },
  }
}

/** Colleagues who pay and unpack; they bought nothing, and are never written to. */
const business = ({ id, person, company }: Customer, locale: string | null): WireObject => {
  if (company === undefined) return { organization: null }
  const mailbox = `${plain(company)}.example.org`
  const colleague = (role: string, firstname: string) => ({
    customer_id: `${id}-${role}`,
    email: `${role}@${mailbox}`,
    firstname,
    lastname: person.lastName,
    civility: null,
    locale,
  })
  return {
    accounting_contact: colleague('accounting', 'Robin'),
    delivery_contact: colleague('deliveries', 'Sasha'),
    organization: organization(person, company),
  }
}

const organization = (person: Person, company: string): WireObject => ({
  organization_id: `ORG-${plain(company)}`,
  name: company,
  identification_number: '000000001',
  tax_identification_number: 'XX000000001',
  address: {
    street_1: person.street,
    street_2: null,
    zip_code: person.zip,
    city: person.city,
    state: null,
    country_iso_code: person.country,
  },
})
