import { campaigns } from '../campaigns.js'
import { contactChanges } from '../contact-changes.js'
import { contactImports } from '../contact-imports.js'
import { customIdentifiers } from '../custom-identifiers.js'
import { dataFields } from '../data-fields.js'
import { events } from '../events.js'
import { insightImports } from '../insight-imports.js'
import { insightWrites } from '../insight-writes.js'
import { patch, unsubscribe } from '../known-contact.js'
import { preferences } from '../preferences.js'
import { programs } from '../programs.js'
import { sentBy } from './sent.js'

type Json = Record<string, unknown>

export interface Compared {
  readonly sent: unknown
  /** The part of the sample that we say as well, in our way where it leaves a choice. */
  readonly documented: unknown
}

const contactId = 1
const ours = { identifier: 'contactId', value: String(contactId) }

/** Of every sample of a request that we make: what we send for the same thing, and what the sample says of it. */
export const requests: Readonly<Record<string, (sample: never) => Promise<Compared>>> = {
  'v2-contacts-preferences-set.request.json': async (sample: unknown) => ({
    documented: sample,
    sent: await sentBy((ask) =>
      preferences(ask).set(contactId, [
        { id: 26, categoryId: 14, isOptedIn: true },
        { id: 19, categoryId: 14, isOptedIn: false },
        { id: 1027, isOptedIn: true },
      ]),
    ),
  }),
  'v2-contacts-unsubscribe.request.json': async (sample: { email: string }) => ({
    documented: sample,
    sent: await sentBy((ask) => unsubscribe(ask, sample.email)),
  }),
  'v2-data-fields-create.request.json': async (sample: { name: string; type: 'Date' }) => ({
    // Private is the default that the sample takes silently.
    documented: { ...sample, visibility: 'Private' },
    sent: await sentBy((ask) => dataFields(ask).create({ ...sample, visibility: 'Private' })),
  }),
  'v2-email-triggered-campaign-batch.request.json': async ([{ campaignId, ...one }]: [TriggeredItem]) => ({
    documented: [{ ...one, campaignId, personalizationValues: [] }],
    sent: await sentBy((ask) => campaigns(ask).trigger([{ to: one.toAddresses[0], campaignId, personalization: {} }])),
  }),
  'v2-email-triggered-campaign.request.json': async (sample: TriggeredItem) => ({
    documented: sample,
    sent: await sentBy((ask) =>
      campaigns(ask).triggerOne({
        to: sample.toAddresses[0],
        campaignId: sample.campaignId,
        personalization: Object.fromEntries(sample.personalizationValues.map(({ name, value }) => [name, value])),
        metadata: sample.metadata,
      }),
    ),
  }),
  'v2-programs-enrolments.request.json': async ({
    programId,
    contacts,
  }: {
    programId: number
    contacts: number[]
  }) => ({
    documented: { programId, contacts },
    sent: await sentBy((ask) => programs(ask).enrol(programId, contacts)),
  }),
  'v3-contacts-consent-import.request.json': async ({ contacts: [{ consentRecords }] }: ConsentImport) => ({
    documented: { consentRecords },
    sent: only('consentRecords', await sentBy((ask) => contactChanges(ask).addConsent(contactId, consentRecords))),
  }),
  'v3-contacts-import.request.json': async ({ mergeOption, contacts }: { mergeOption: string; contacts: Json[] }) => ({
    documented: {
      mergeOption,
      contacts: [{ ...contacts[2], identifiers: { contactId: 123_456 }, dataFields: {}, ...neverResubscribed }],
    },
    sent: await sentBy((ask) => contactImports(ask).import([{ contactId: 123_456, dataFields: {} }])),
  }),
  'v3-contacts-patch-upsert.request.json': async ({ identifiers, lists, dataFields: fields }: PatchSample) => ({
    documented: { identifiers: { email: identifiers.email }, lists, dataFields: fields, ...neverResubscribed },
    sent: await sentBy((ask) =>
      patch(ask, contactId, { identifiers: { email: identifiers.email }, lists, dataFields: fields }),
    ),
  }),
  'v3-events-import.request.json': async ([event]: [EventSample]) => ({
    documented: [{ ...event, contactIdentity: ours }],
    sent: await sentBy((ask) =>
      events(ask).import([
        {
          contactId,
          type: event.type,
          id: event.id,
          occurredAt: event.eventTimestamp,
          summary: event.timelineDetails.summary,
          data: event.eventData,
        },
      ]),
    ),
  }),
  'v3-insight-import-cartinsight.request.json': (sample: InsightSample) => contactRecords(sample),
  'v3-insight-import-catalog.request.json': async (sample: InsightSample) => ({
    documented: sample,
    sent: await sentBy((ask) =>
      insightImports(ask).import({
        collection: sample.collectionName,
        scope: 'account',
        type: sample.collectionType,
        records: sample.records.map(({ key, json }) => ({ key: String(key), json })),
      }),
    ),
  }),
  'v3-insight-import-orders.request.json': (sample: InsightSample) => contactRecords(sample),
  'v3-custom-identifiers.json': async ({ create: { request } }: { create: { request: { name: string } } }) => ({
    documented: request,
    sent: await sentBy((ask) => customIdentifiers(ask).create(request.name)),
  }),
  ...Object.fromEntries(
    [
      'catalog-product.docs.json',
      'orders-json.adobe-commerce-app.json',
      'orders-json.magento-connector.json',
      'v3-insight-put-account-record.request.json',
      'v3-insight-put-contact-record.request.json',
    ].map((name) => [name, async (sample: Json) => ({ documented: sample, sent: await recordSent(sample) })]),
  ),
}

const recordSent = (json: Json) =>
  sentBy((ask) => insightWrites(ask).putRecord({ collection: 'Orders', key: '1', contactId }, json))

/** Keys are texts and contacts are known by their id, whatever the sample takes. */
const contactRecords = async (sample: InsightSample): Promise<Compared> => ({
  documented: {
    ...sample,
    records: sample.records.map((record) => ({ ...record, key: String(record.key), contactIdentity: ours })),
  },
  sent: await sentBy((ask) =>
    insightImports(ask).import({
      collection: sample.collectionName,
      scope: 'contact',
      type: sample.collectionType,
      records: sample.records.map(({ key, json }) => ({ key: String(key), json, contactId })),
    }),
  ),
})

const only = (name: string, body: unknown) => ({ [name]: (body as Json)[name] })

const neverResubscribed = {
  channelProperties: { email: { resubscribeOptions: { resubscribeWithNoChallenge: false } } },
}

interface TriggeredItem {
  readonly toAddresses: readonly [string]
  readonly campaignId: number
  readonly personalizationValues: readonly { readonly name: string; readonly value: string }[]
  readonly metadata: Json
}

interface ConsentImport {
  readonly contacts: readonly [
    { readonly consentRecords: Parameters<ReturnType<typeof contactChanges>['addConsent']>[1] },
  ]
}

interface PatchSample {
  readonly identifiers: { readonly email: string }
  readonly lists: readonly number[]
  readonly dataFields: Readonly<Record<string, string>>
}

interface EventSample {
  readonly type: string
  readonly id: string
  readonly eventTimestamp: string
  readonly timelineDetails: { readonly summary: string }
  readonly eventData: Json
}

interface InsightSample {
  readonly collectionName: string
  readonly collectionType: 'orders' | 'catalog' | 'cartInsight'
  readonly records: readonly { readonly key: string | number; readonly json: Json }[]
}
