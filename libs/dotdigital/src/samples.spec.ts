import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { PermanentFailure, TransientFailure } from '@concord/domain'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { WireAccountInfo } from './account.js'
import { json } from './answer.js'
import { WireTriggered } from './campaigns.js'
import { Started as ContactImportStarted, WireImportReport } from './contact-imports.js'
import { WireContactPage } from './contact-reads.js'
import { WireDeletionReport } from './contact-removal.js'
import { WireContact } from './contact.js'
import { WireCustomIdentifier } from './custom-identifiers.js'
import { WireDataFieldRemoval, WireDataFields } from './data-fields.js'
import { RequestRefused } from './errors.js'
import { readJson, writeJson } from './exact-json.js'
import { WireSchemaFields } from './insight-collections.js'
import { Started as InsightImportStarted, WireInsightReport } from './insight-imports.js'
import { WireList, WireLists } from './lists.js'
import { WirePreferences } from './preferences.js'
import { faultsIn, WireEnrolment, WireProgram } from './programs.js'
import { refusal } from './refusal.js'
import { WireSuppression, WireSuppressions } from './suppressions.js'
import { requests } from './testing/sample-requests.js'
import { unused } from './testing/samples-unused.js'
import { readEvent } from './webhooks.js'

const repoRoot = resolve(import.meta.dirname, '../../..')
const samples = resolve(repoRoot, '..', 'shared/reference/samples/dotdigital')

const sample = (name: string): string => readFileSync(resolve(samples, name), 'utf8')

const answers: Readonly<Record<string, z.ZodType>> = {
  'v2-account-info.response.200.json': WireAccountInfo,
  'v2-address-books-contacts-unsubscribe.response.200.json': WireSuppression,
  'v2-address-books-create.response.200.json': WireList,
  'v2-address-books-list.response.200.json': WireLists,
  'v2-contacts-preferences-get.response.200.json': WirePreferences,
  'v2-contacts-suppressed-since.response.200.json': WireSuppressions,
  'v2-contacts-unsubscribe.response.200.json': WireSuppression,
  'v2-contacts-unsubscribed-since.response.200.json': WireSuppressions,
  'v2-data-fields-create.response.201.json': WireDataFields.element,
  'v2-data-fields-delete.responses.json': z.array(WireDataFieldRemoval),
  'v2-data-fields-list.response.200.json': WireDataFields,
  'v2-email-batch.response.200.json': WireTriggered,
  'v2-preferences-list.response.200.json': WirePreferences,
  'v2-programs-enrolments.response.201.json': WireEnrolment,
  'v2-programs-list.response.200.json': z.array(WireProgram),
  'v3-contacts-delete-status.json': WireDeletionReport,
  'v3-contacts-get.response.200.json': WireContact,
  'v3-contacts-import-status.finished.json': WireImportReport,
  'v3-contacts-import.response.202.json': ContactImportStarted,
  'v3-contacts-list.response.200.json': WireContactPage,
  'v3-custom-identifiers.json': z.object({ create: z.looseObject({ response201: WireCustomIdentifier }) }),
  'v3-insight-collection-schema.response.200.json': WireSchemaFields,
  'v3-insight-import-status.finished.json': WireInsightReport,
  'v3-insight-import-status.notstarted.json': WireInsightReport,
  'v3-insight-import.response.202.json': InsightImportStarted,
}

const Refused = z.looseObject({
  status: z.number().optional(),
  httpStatus: z.number().nullish(),
  message: z.string().optional(),
  body: z.unknown().optional(),
})
/** By file, the refusals it holds. */
const refusals: Readonly<Record<string, z.ZodType<readonly z.infer<typeof Refused>[]>>> = {
  'v2-error-messages.observed.json': z.array(Refused),
  'v2-programs-errors.json': z.array(Refused),
  'v3-contacts-errors.json': z.array(Refused),
  'v3-custom-identifiers.json': z.object({ errors: z.array(Refused) }).transform(({ errors }) => errors),
  'v3-error.badrequest.observed.json': Refused.transform((one) => [one]),
  'v3-error.identifierconflict.observed.json': Refused.transform((one) => [one]),
  'v3-events-errors.json': z.array(Refused),
  'v3-insight-errors.json': z.array(Refused),
}

/** Where another remedy is meant than to correct the request. */
const remedies: Readonly<Record<string, string>> = {
  'Authorization has been denied for this request.': 'CredentialsRefused',
  'contacts:idAlreadyExists': 'AlreadyExists',
  'contacts:identifierConflict': 'AlreadyExists',
  'contacts:tooManyActiveImports': 'JobSlotsTaken',
  'contacts:tooManyBulkDeleteJobs': 'JobSlotsTaken',
  'customIdentifiers:nameAlreadyExists': 'AlreadyExists',
  'events:inactiveSubscription': 'AlreadyExists',
  'events:nameAlreadyExists': 'AlreadyExists',
  ERROR_ADDRESSBOOK_DUPLICATE: 'AlreadyExists',
  ERROR_APIUSAGE_EXCEEDED: 'QuotaExceeded',
  ERROR_ENROLMENT_ALLOWANCE_EXCEEDED: 'EnrolmentAllowanceExceeded',
  ERROR_NON_UNIQUE_DATAFIELD: 'AlreadyExists',
}

const alone: readonly string[] = [
  'cpaas-webhook-event.message-sent.partial.json',
  'v2-programs-enrolments-report-faults.csv.json',
]

const asked = { operation: 'POST /somewhere', isSend: false, at: new Date('2026-11-20T10:00:00Z') }

const reading = (name: string) => readJson(sample(name))

describe.skipIf(!existsSync(samples))('the samples (skipped where ../shared/reference/samples does not exist)', () => {
  it('are each an answer, a request, a refusal, or named as unused with a reason', () => {
    const classed = [answers, requests, refusals, unused].flatMap((files) => Object.keys(files)).concat(alone)

    expect(readdirSync(samples).toSorted()).toEqual([...new Set(classed)].toSorted())
  })

  it.each(existsSync(samples) ? readdirSync(samples) : [])('%s comes through our JSON as it is', (name) => {
    expect(JSON.parse(writeJson(reading(name)))).toEqual(JSON.parse(sample(name)))
  })

  it.each(Object.entries(answers))('%s is understood', (name, schema) => {
    expect(() => json(schema)(sample(name))).not.toThrow()
  })

  it.each(Object.entries(requests))('%s is what we send', async (name, compare) => {
    const { sent, documented } = await compare(reading(name) as never)

    expect(sent).toEqual(documented)
  })

  it.each(Object.entries(refusals))('every refusal of %s has a remedy', (name, schema) => {
    for (const { status, httpStatus, message, body = { message } } of json(schema)(sample(name))) {
      const text = writeJson(body)
      const failure = refusal(asked, { status: status ?? httpStatus ?? 400, headers: {}, body: text })
      const [code] = Object.keys(remedies).filter((known) => text.includes(known))

      expect.soft([text, failure.name]).toEqual([text, remedies[code ?? ''] ?? 'RequestRefused'])
      expect(failure instanceof TransientFailure || failure instanceof PermanentFailure).toBe(true)
      if (failure instanceof RequestRefused) expect(failure.vendorCode).toMatch(/:|^ERROR_/)
    }
  })

  it('of a webhook is an event', () => {
    expect(readEvent(JSON.parse(sample('cpaas-webhook-event.message-sent.partial.json')))).toMatchObject({
      name: 'message.sent',
      deduplicationKey: '0dceaf0d-93ea-4314-a6f8-b0cffe69799a#0',
    })
  })

  it('of the faults of an enrolment are read from CSV', () => {
    const { body } = json(z.looseObject({ body: z.string() }))(sample('v2-programs-enrolments-report-faults.csv.json'))

    expect(faultsIn(body)).toEqual([
      { contactId: 12_345, reason: 'unsubscribed' },
      { contactId: 67_890, reason: 'already-in-program' },
    ])
  })
})
