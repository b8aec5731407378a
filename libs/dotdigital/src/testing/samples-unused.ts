const deprecated = 'v2 contacts and transactional data are deprecated; v3 says the same'
const resubscribing = 'Concord never subscribes anyone'
const marketing = 'Concord sends triggered campaigns only; other sends are made by people in Dotdigital'
const exporting =
  'consent is read from the contacts themselves, which every account has; event export is a preview for some'
const silent = 'nothing is read of this answer'

/** Samples of what Concord has no use for, and why. */
export const unused: Readonly<Record<string, string>> = {
  'cart-update-tag.example.json': 'an argument of a script in a web page',
  'cpaas-webhook-config.json': 'webhooks are configured by people in Dotdigital; Concord receives them',
  'v2-address-books-contacts-resubscribe.request.json': resubscribing,
  'v2-address-books-contacts-resubscribe.response.200.json': resubscribing,
  'v2-campaigns-send.request.json': marketing,
  'v2-campaigns-send.response.200.json': marketing,
  'v2-contacts-create.request.json': deprecated,
  'v2-contacts-create.response.201.json': deprecated,
  'v2-contacts-deletion-progress.response.200.json': deprecated,
  'v2-contacts-get-with-consent.response.200.json': deprecated,
  'v2-contacts-get.response.200.json': deprecated,
  'v2-contacts-import-collection.request.json': deprecated,
  'v2-contacts-import-collection.response.202.json': deprecated,
  'v2-contacts-import-report-faults.response.200.json': deprecated,
  'v2-contacts-import-report.response.200.json': deprecated,
  'v2-contacts-import-status.response.200.json': deprecated,
  'v2-contacts-modified-since.response.200.json': deprecated,
  'v2-contacts-preferences-set.response.200.json': silent,
  'v2-contacts-resubscribe-no-challenge.request.json': resubscribing,
  'v2-contacts-resubscribe-no-challenge.response.200.json': resubscribing,
  'v2-contacts-resubscribe.request.json': resubscribing,
  'v2-contacts-resubscribe.response.200.json': resubscribing,
  'v2-contacts-subscriptions.response.200.json': 'the contact and its preferences say the same',
  'v2-contacts-suppress-contacts.request.json': 'Concord passes on an opt-out as one, by unsubscribing',
  'v2-contacts-suppress-contacts.response.200.json': 'Concord passes on an opt-out as one, by unsubscribing',
  'v2-contacts-with-consent-and-preferences.request.json': deprecated,
  'v2-contacts-with-consent-and-preferences.response.201.json': deprecated,
  'v2-contacts-with-consent.request.json': deprecated,
  'v2-contacts-with-consent.response.201.json': deprecated,
  'v2-ecommerce-orders.response.200.json': deprecated,
  'v2-email-batch.request.json': 'messages get subject and content from campaigns, never from Concord',
  'v2-programs-enrolments.connector.request.json': 'the same request in the other spelling Dotdigital takes',
  'v2-sms-send-to.request.json': marketing,
  'v2-transactional-data-account-scoped.response.200.json': deprecated,
  'v2-transactional-data-add.request.json': deprecated,
  'v2-transactional-data-add.response.201.json': deprecated,
  'v2-transactional-data-by-contact.response.200.json': deprecated,
  'v2-transactional-data-import-report.response.200.json': deprecated,
  'v2-transactional-data-import-status.response.200.json': deprecated,
  'v2-transactional-data-import.connector.request.json': deprecated,
  'v2-transactional-data-import.request.json': deprecated,
  'v2-transactional-data-import.response.202.json': deprecated,
  'v3-events-export.response.200.json': exporting,
  'v3-events-subscription-create.request.json': exporting,
  'v3-events-subscription.response.200.json': exporting,
  'v3-events-subscriptions-list.response.200.json': exporting,
  'v3-insight-import-consentinsight.request.json':
    'consent records are written with the contact, never as insight data',
}
