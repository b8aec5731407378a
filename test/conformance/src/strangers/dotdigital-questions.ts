import type { Question } from './openapi-client.js'

/** Whom and what the questions are about. */
export interface Things {
  readonly email: string
  readonly recordId: string
}

export const addressOf = ({ email }: Things) => ({ identifier: 'email', value: email })

export const ofContacts = (things: Things): readonly Question[] => {
  const { email } = things
  const identifiers = { email }
  const status = { channelProperties: { email: { status: 'unsubscribed' } } }
  return [
    { operation: 'createContact', body: { identifiers, ...status, dataFields: { FIRSTNAME: 'Ada' } } },
    { operation: 'createContact', body: { identifiers, ...status }, provokes: 409 },
    { operation: 'getContact', parameters: addressOf(things) },
    { operation: 'getContact', parameters: { identifier: 'email', value: 'nobody@example.com' }, provokes: 404 },
    { operation: 'importContact', parameters: addressOf(things), body: { dataFields: { FIRSTNAME: 'Grace' } } },
    { operation: 'replaceContact', parameters: addressOf(things), body: { identifiers, ...status } },
    {
      operation: 'getContacts',
      parameters: { limit: 2, include: 'channelProperties|lists', 'data-fields': '[[ALL]]' },
    },
  ]
}

export const ofImports = (contactId: number): readonly Question[] => [
  {
    operation: 'importContacts',
    body: {
      mergeOption: 'overwrite',
      contacts: [{ matchIdentifier: 'contactId', identifiers: { contactId }, dataFields: { FIRSTNAME: 'Joan' } }],
    },
  },
]

export const ofInsight = (things: Things): readonly Question[] => {
  const collectionName = 'Stranger'
  const here = { collectionName, recordId: things.recordId }
  const owned = { ...addressOf(things), ...here }
  const json = { name: 'A thing', price: 4.5 }
  return [
    {
      operation: 'postCreateInsightDataCollection',
      parameters: { collectionName, collectionScope: 'contact', collectionType: 'custom' },
    },
    { operation: 'getAllInsightDataCollections' },
    { operation: 'putContactInsightDataRecord', parameters: owned, body: json },
    { operation: 'putContactInsightDataRecord', parameters: owned, body: json },
    { operation: 'getContactInsightDataRecord', parameters: owned },
    { operation: 'getInsightDataCollectionSchema', parameters: { collectionName } },
    { operation: 'getContactInsightDataCollections', parameters: addressOf(things) },
    { operation: 'getContactInsightData', parameters: { ...addressOf(things), collectionName } },
    { operation: 'getAllContactsInsightData', parameters: { collectionName, limit: 10 } },
    {
      operation: 'delContactInsightDataRecords',
      parameters: { ...addressOf(things), collectionName },
      body: { keys: ['none'] },
    },
    { operation: 'delContactInsightDataRecord', parameters: owned },
    { operation: 'delEmptyContactInsightDataCollection', parameters: { ...addressOf(things), collectionName } },
    { operation: 'getAccountInsightDataCollections' },
    ...accountQuestions(things, json),
    { operation: 'delInsightDataCollection', parameters: { collectionName } },
  ]
}

const accountQuestions = ({ recordId }: Things, json: unknown): readonly Question[] => {
  const collectionName = 'StrangerOfTheAccount'
  const here = { collectionName, recordId }
  const scope = { collectionScope: 'account', collectionType: 'custom' }
  return [
    { operation: 'postCreateInsightDataCollection', parameters: { collectionName, ...scope } },
    { operation: 'putAccountInsightDataRecord', parameters: here, body: json },
    { operation: 'putAccountInsightDataRecord', parameters: here, body: json },
    { operation: 'getAccountInsightDataRecord', parameters: here },
    { operation: 'getAccountInsightData', parameters: { collectionName } },
    { operation: 'delAccountInsightDataRecord', parameters: here },
    { operation: 'delAccountInsightDataRecords', parameters: { collectionName }, body: { keys: ['none'] } },
  ]
}

/** Contacts as the older version tells of them. */
export const ofOldContacts = ({ email }: Things): readonly Question[] => [
  { operation: 'get-contact', parameters: { contactIdentifier: email } },
  { operation: 'get-contacts' },
  { operation: 'get-modified-contacts-since-date', parameters: { date: longAgo } },
  { operation: 'get-contacts-created-since-date', parameters: { date: longAgo } },
]

export const ofDataFields: readonly Question[] = [
  { operation: 'create-contact-data-field', body: { name: 'STRANGER', type: 'String', visibility: 'Private' } },
  { operation: 'get-contact-data-fields' },
  { operation: 'delete-contact-data-field', parameters: { name: 'STRANGER' } },
]

export const longAgo = '2020-01-01'

export const ofSubscriptions = ({ email }: Things): readonly Question[] => [
  { operation: 'get-preferences' },
  { operation: 'get-preferences-for-contact', parameters: { contactIdentifier: email } },
  { operation: 'get-subscriptions-for-contact', parameters: { email } },
  { operation: 'unsubscribe-contact', body: { email } },
  { operation: 'resubscribe-contact-with-no-challenge', body: { unsubscribedContact: { email } } },
  { operation: 'unsubscribe-contact', body: { email } },
  { operation: 'get-unsubscribed-contacts-since-date', parameters: { date: longAgo } },
  { operation: 'get-suppressed-contacts-since-date', parameters: { date: longAgo } },
  { operation: 'resubscribe-contact', body: { unsubscribedContact: { email } } },
  { operation: 'bulk-suppress-contacts', body: [{ email: 'nobody@example.com' }] },
]

export const ofPrograms = ({ contactId, programId }: { contactId: number; programId: number }): readonly Question[] => [
  { operation: 'get-program-by-id', parameters: { id: programId } },
  { operation: 'create-program-enrolment', body: { programId, contacts: [contactId] } },
  { operation: 'getProgramEnrolmentsByStatus', parameters: { status: 'Finished' } },
]

export const ofSends = ({ email }: Things): readonly Question[] => {
  const mail = {
    toAddresses: [email],
    subject: 'A subject',
    fromAddress: 'shop@example.com',
    plainTextContent: 'Words',
  }
  const triggered = { toAddresses: [email], campaignId: 1001, personalizationValues: [{ name: 'ORDER', value: 'O1' }] }
  return [
    { operation: 'send-transactional-email', body: mail },
    { operation: 'send-batch-transactional-email', body: [mail] },
    { operation: 'send-transactional-email-using-a-triggered-campaign', body: triggered },
    { operation: 'send-batch-transactional-email-using-a-triggered-campaign', body: [triggered] },
    { operation: 'get-transactional-email-statistics', parameters: { date: longAgo } },
  ]
}

export const ofBulkDeletion: readonly Question[] = [
  { operation: 'deleteContacts', body: [{ email: 'nobody@example.com' }] },
]

export const ofIdentifiers: readonly Question[] = [
  { operation: 'createCustomIdentifier', body: { name: 'strangerId' } },
  { operation: 'createCustomIdentifier', body: { name: 'strangerId' }, provokes: 409 },
  { operation: 'getCustomIdentifiers' },
  { operation: 'DELETE /configuration/v3/customIdentifiers/{name}', parameters: { name: 'strangerId' } },
]

export const ofEvents = ({ email }: Things): readonly Question[] => [
  {
    operation: 'importEvents',
    body: [
      {
        contactIdentity: { identifier: 'email', value: email },
        type: 'Review asked',
        id: '27e298b2-a1af-4041-96a6-00f909c66ad8',
        eventTimestamp: '2026-05-14T13:01:04.000Z',
        timelineDetails: { summary: 'Asked for a review' },
        eventData: { order: 'O1-A' },
      },
    ],
  },
]
