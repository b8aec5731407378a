import type { Fault } from './judge.js'

/** Where a document contradicts itself or what is seen in production, and the project follows the latter. */
export interface Allowance extends Pick<Fault, 'operation' | 'side' | 'at'> {
  /** Only this complaint; every one where left out. */
  readonly expected?: string
  readonly because: string
  /** Where that is known from; sections are those of the reference. */
  readonly source: string
}

type Reason = Pick<Allowance, 'because' | 'source'>

const asked = (operation: string, at: string, reason: Reason): Allowance => ({
  operation,
  side: 'request',
  at,
  ...reason,
})
const answered = (operation: string, at: string, reason: Reason): Allowance => ({
  operation,
  side: 'answer',
  at,
  ...reason,
})

const paging = {
  because: 'paging is described for all operations at once, outside the document',
  source: 'general notes on developer.mirakl.com (section 1.3)',
}
const beforeAcceptance = {
  because: 'addresses are null until the seller accepts',
  source: 'orders of two marketplaces (section 2.3)',
}
const exampleIsNull = {
  because: 'required, and null or absent in the example of the same operation',
  source: "the document's own examples of OR11 and OR12",
}
/** A file of an export holds the orders of OR11. */
const sameInExports = (allowance: Allowance): readonly Allowance[] => [allowance, { ...allowance, operation: 'OR15' }]

const mirakl: readonly Allowance[] = [
  asked('OR11', '/query/max', paging),
  asked('OR11', '/query/offset', paging),
  asked('RT11', '/query/limit', paging),
  ...sameInExports(answered('OR11', '/body/orders/*/customer/billing_address', beforeAcceptance)),
  ...sameInExports(answered('OR11', '/body/orders/*/customer/shipping_address', beforeAcceptance)),
  answered('OR11', '/body/orders/*/customer/email', {
    because: 'absent where operator or country so choose',
    source: 'sellers of several marketplaces (section 5)',
  }),
  ...sameInExports(answered('OR11', '/body/orders/*/order_lines/*/description', exampleIsNull)),
  answered('OR12', '/body/order_lines/*/description', exampleIsNull),
  answered('OR12', '/body/order_lines/*/order_line_state_reason_code', exampleIsNull),
  answered('OR12', '/body/order_lines/*/order_line_state_reason_label', exampleIsNull),
  answered('OR12', '/body/order_lines/*/shipping_price_additional_unit', exampleIsNull),
  answered('OR12', '/body/order_lines/*/shipping_price_unit', exampleIsNull),
  answered('OR12', '/body/order_state_reason_code', exampleIsNull),
  answered('OR12', '/body/order_state_reason_label', exampleIsNull),
]

const nullInExample = {
  because: 'a list by its schema, null in the example of a new enrolment',
  source: 'example 201 of programs.yaml',
}
const dayOrInstant = {
  because: 'a day in one document, an instant in the other; both are taken',
  source: 'developer.dotdigital.com/docs/data-handling (section 1.4)',
}
const excludeEachOther = {
  because: 'the parts of the schema exclude each other: no request satisfies all of them',
  source: 'contactRequest of the same document; connectors in production (section 2.2)',
}

const objectInProduction = {
  because: 'a text that holds JSON by the schema, an object in connectors',
  source: 'section 7 row 17',
}

const instantInExample = {
  because: 'a day by the schema, an instant in the example and in the generated document',
  source: 'example of the same operation',
}
const bodyOfNone = { because: 'a body is described for a 204, which has none', source: 'RFC 9110, section 15.3.5' }
const listInExample = {
  because: 'an object by the schema, a list in the example',
  source: 'example of the same operation',
}
const createdBesides = {
  because: 'a closed part of the schema forbids what the other part requires',
  source: 'example of consentRecords in the same document',
}

const dotdigital: readonly Allowance[] = [
  ...['createContact', 'getContact', 'importContact'].map((operation) =>
    answered(operation, '/body/consentRecords/*/dateTimeCreated', createdBesides),
  ),
  ...['', '/contactId', '/mobileNumber'].map((part) =>
    answered('getDeleteStatus', `/body/failures/*/identifier${part}`, {
      because: 'exactly one of four must fit, and what fits one of the first three fits the fourth too',
      source: 'contactIdentifier of the same document',
    }),
  ),
  answered('DELETE /configuration/v3/customIdentifiers/{name}', '/body', {
    because: 'an object by the schema, a list in the example',
    source: 'example 404 of the same operation',
  }),
  answered('delete-preference', '/body', {
    because: 'an object by the schema, a sentence as text/plain in the example',
    source: 'example of the same operation',
  }),
  ...['ApiPreference_GetPreferencesForContact2', 'ApiPreference_SetPreferencesForContact4'].map((operation) =>
    answered(operation, '/type', {
      because: 'bytes, where the same operation under its other name answers JSON',
      source: 'v2-preferences-and-subscriptions.yaml',
    }),
  ),
  answered('get-transactional-email-statistics', '/body/*/startDate', instantInExample),
  answered('get-transactional-email-statistics', '/body/*/endDate', instantInExample),
  answered('delete-contact-data-field', '/body/dependencies', {
    because: 'a list by its schema, null in the example',
    source: 'example of the same operation',
  }),
  answered('delete-contact-from-address-book', '/body', bodyOfNone),
  answered('delete-address-book', '/body', bodyOfNone),
  answered('get-unsubscribed-contacts-from-address-book-since-date', '/body', listInExample),
  answered('get-contacts-opted-into-a-preference-and-an-address-book', '/body', listInExample),
  asked('importContact', '/body/channelProperties/email/resubscribeOptions', excludeEachOther),
  asked('importContacts', '/body/contacts/*/channelProperties/email/resubscribeOptions', excludeEachOther),
  // Another part asks for a number, which it is in the example.
  {
    ...asked('importContacts', '/body/contacts/*/identifiers/contactId', excludeEachOther),
    expected: 'must be string',
  },
  {
    ...answered('getImportStatus', '/body/status', {
      because: 'Finished in the example and in production, Complete in the list of words',
      source: 'example of the same operation, section 7 row 2',
    }),
    expected: 'one of NotStarted, Processing, Complete, Failed',
  },
  answered('getInsightDataCollectionSchema', '/body/schema', {
    because: 'an object by its schema, a list in the example',
    source: 'example of the same operation',
  }),
  asked('get-suppressed-contacts-since-date', '/path/date', dayOrInstant),
  asked('get-unsubscribed-contacts-since-date', '/path/date', dayOrInstant),
  asked('get-unsubscribed-contacts-from-address-book-since-date', '/path/date', dayOrInstant),
  asked('set-preferences-for-contact', '/body', {
    because: 'an object by its schema, which means the raw body by its one property: a list',
    source: 'the example of the same operation',
  }),
  asked('putAccountInsightDataRecord', '/body', objectInProduction),
  asked('putContactInsightDataRecord', '/body', objectInProduction),
  asked('ApiTransactionalEmail_SendTransactionalEmailTriggeredCampaign', '/body', {
    because: 'the generated document forgets the body',
    source: 'transactional-email.yaml (section 5)',
  }),
  asked('ApiTransactionalEmail_SendTransactionalEmailTriggeredCampaigns', '/body/*/metadata', {
    because: 'a text in the generated document, an object in the other',
    source: 'transactional-email.yaml (section 5)',
  }),
  asked('create-contact-data-field', '/body/defaultValue', {
    because: 'a text by its schema; the example of the list has a truth value, and connectors send numbers',
    source: 'example of get-contact-data-fields, section 2.6',
  }),
  answered('create-program-enrolment', '/body/contacts', nullInExample),
  answered('create-program-enrolment', '/body/addressBooks', nullInExample),
  answered('getProgramEnrolmentById', '/body/contacts', nullInExample),
  answered('getProgramEnrolmentById', '/body/addressBooks', nullInExample),
  answered('getProgramEnrolmentsByStatus', '/body/*/contacts', nullInExample),
  answered('getProgramEnrolmentsByStatus', '/body/*/addressBooks', nullInExample),
]

export const allowances: readonly Allowance[] = [...mirakl, ...dotdigital]
