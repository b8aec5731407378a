import { type AskBy, numberIn, textIn } from './ask-dotdigital.js'
import { longAgo, type Things } from './dotdigital-questions.js'

const lists = 'v2-lists-address-books.yaml'
const preferences = 'v2-preferences-and-subscriptions.yaml'
/** Describes some operations that no other document does. */
const generated = 'dotdigital-v2-api-swagger.json'

/** A list from its making to its end, and who comes, goes and comes back. */
export const askLists = async (ask: AskBy): Promise<void> => {
  const email = 'listed@example.com'
  const made = await ask(lists, { operation: 'create-address-book', body: { name: 'A list', visibility: 'Public' } })
  const id = numberIn(made, 'id')
  const parameters = { id }
  const joined = await ask(lists, { operation: 'add-contact-to-address-book', parameters, body: { email } })
  const contactId = numberIn(joined, 'id')
  for (const operation of ['get-address-books', 'get-private-address-books', 'get-public-address-books']) {
    await ask(lists, { operation })
  }
  await ask(lists, { operation: 'get-address-book', parameters })
  const named = { id, name: 'Another name', visibility: 'Public' }
  await ask(lists, { operation: 'update-address-book', parameters, body: named })
  await ask(lists, { operation: 'get-contacts-from-address-book', parameters })
  const since = { id, date: longAgo }
  await ask(lists, { operation: 'get-modified-contacts-in-address-book-since-date', parameters: since })
  await ask('v2-email-contacts.yaml', { operation: 'get-contact-address-books', parameters: { id: contactId } })
  await ask(lists, { operation: 'unsubscribe-contact-from-address-book', parameters, body: { email } })
  await ask(lists, { operation: 'get-unsubscribed-contacts-from-address-book-since-date', parameters: since })
  const back = { unsubscribedContact: { email } }
  await ask(lists, { operation: 'resubscribe-contact-to-address-book', parameters, body: back })
  await ask(lists, {
    operation: 'resubscribe-contact-to-address-book-with-no-challenge',
    parameters,
    body: back,
  })
  await ask(lists, { operation: 'get-campaigns-sent-to-address-book-or-segment', parameters })
  await askRemovals(ask, id, contactId)
}

const askRemovals = async (ask: AskBy, addressBookId: number, contactId: number): Promise<void> => {
  const parameters = { addressBookId }
  await ask(lists, { operation: 'delete-contact-from-address-book', parameters: { addressBookId, contactId } })
  const removal = await ask(lists, { operation: 'delete-contacts-from-address-book', parameters, body: [contactId] })
  const deletionRequestId = textIn(removal, 'id')
  await ask('v2-email-contacts.yaml', {
    operation: 'get-bulk-contact-deletion-progress',
    parameters: { deletionRequestId },
  })
  await ask(lists, { operation: 'delete-all-contacts-from-address-book', parameters })
  const operation = 'ApiContact_DeleteAllContactsFromAddressBookWithoutProgress'
  await ask(generated, { operation, parameters })
  const other = await ask(lists, {
    operation: 'create-address-book',
    body: { name: 'Soon gone', visibility: 'Private' },
  })
  await ask(lists, { operation: 'delete-address-book', parameters: { id: numberIn(other, 'id') } })
}

/** A preference from its making to its end, and who holds it. */
export const askPreferences = async (ask: AskBy, { email }: Things): Promise<void> => {
  const names = { publicName: 'A wish', privateName: 'A wish', isPreference: true }
  const made = await ask(preferences, { operation: 'create-preference', body: names })
  const id = numberIn(made, 'id')
  await ask(preferences, { operation: 'update-preference', parameters: { id }, body: { id, ...names } })
  const wish = [{ id, isPreference: true, isOptedIn: true }]
  const parameters = { contactIdentifier: email }
  await ask(preferences, { operation: 'set-preferences-for-contact', parameters, body: wish })
  await ask(generated, {
    operation: 'ApiPreference_SetPreferencesForContact4',
    parameters: { contactEmail: email },
    body: wish,
  })
  await ask(generated, { operation: 'ApiPreference_GetPreferencesForContact2', parameters: { contactEmail: email } })
  await askHolders(ask, id)
  await ask(preferences, { operation: 'get-modified-preferences-since-date', parameters: { date: longAgo } })
  await ask(preferences, { operation: 'delete-preference', parameters: { id } })
}

const askHolders = async (ask: AskBy, preferenceId: number): Promise<void> => {
  const since = { preferenceId, date: longAgo }
  await ask(preferences, { operation: 'get-contacts-opted-into-a-preference', parameters: { preferenceId } })
  await ask(preferences, {
    operation: 'get-contacts-with-modified-preference-opt-in-since-date',
    parameters: since,
  })
  const found = await ask(lists, { operation: 'get-address-books' })
  const addressBookId = numberIn(found, '0.id')
  await ask(lists, {
    operation: 'get-contacts-opted-into-a-preference-and-an-address-book',
    parameters: { addressBookId, preferenceId },
  })
  await ask(lists, {
    operation: 'get-contacts-with-modified-preference-opt-in-in-address-book-since-date',
    parameters: { addressBookId, ...since },
  })
}

export const askCampaigns = async (ask: AskBy, contactId: number): Promise<void> => {
  const campaignId = 1001
  await ask(generated, { operation: 'ApiCampaign_GetCampaignById', parameters: { id: campaignId } })
  const sent = await ask(generated, {
    operation: 'ApiCampaignSend_SendCampaign',
    body: { campaignId, contactIds: [contactId] },
  })
  const sendId = textIn(sent, 'id')
  await ask(generated, { operation: 'ApiCampaignSend_GetCampaignSendProgress', parameters: { sendId } })
  await ask(generated, {
    operation: 'ApiCampaignSend_SendTimeOptimisedCampaign',
    body: { campaignId, contactIds: [contactId] },
  })
}

/** A webhook from its making to its end; the document names no operation. */
export const askWebhooks = async (ask: AskBy): Promise<void> => {
  const document = 'webhook-api.json'
  const webhook = { name: 'a-webhook', url: 'http://127.0.0.1:9/events', subscriptions: [{ type: 'message.sent' }] }
  const made = await ask(document, { operation: 'POST /cpaas/webhooks', body: webhook })
  const parameters = { webhookId: textIn(made, 'id') }
  await ask(document, { operation: 'GET /cpaas/webhooks' })
  await ask(document, { operation: 'GET /cpaas/webhooks/availableevents' })
  await ask(document, { operation: 'GET /cpaas/webhooks/availabletemplates' })
  await ask(document, { operation: 'GET /cpaas/webhooks/{webhookId}', parameters })
  await ask(document, { operation: 'PUT /cpaas/webhooks/{webhookId}', parameters, body: { ...webhook, name: 'b' } })
  await ask(document, { operation: 'DELETE /cpaas/webhooks/{webhookId}', parameters })
}
