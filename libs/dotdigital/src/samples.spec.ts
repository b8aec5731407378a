import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { WireAccountInfo } from './account.js'
import { json } from './answer.js'
import { WireTriggered } from './campaigns.js'
import { Started as ContactImportStarted, WireImportReport } from './contact-imports.js'
import { WireContact } from './contact.js'
import { WireContactPage } from './contacts.js'
import { WireDataFields } from './data-fields.js'
import { Started as InsightImportStarted, WireInsightReport } from './insight.js'
import { faultsIn, WireEnrolment, WireProgram } from './programs.js'
import { vendorCodeOf } from './refusal.js'
import { WireSuppressions } from './suppressions.js'

const repoRoot = resolve(import.meta.dirname, '../../..')
const samples = resolve(repoRoot, '..', 'shared/reference/samples/dotdigital')

const sample = (name: string): string => readFileSync(resolve(samples, name), 'utf8')

const answers: Readonly<Record<string, z.ZodType>> = {
  'v2-account-info.response.200.json': WireAccountInfo,
  'v2-contacts-suppressed-since.response.200.json': WireSuppressions,
  'v2-contacts-unsubscribed-since.response.200.json': WireSuppressions,
  'v2-data-fields-list.response.200.json': WireDataFields,
  'v2-email-batch.response.200.json': WireTriggered,
  'v2-programs-enrolments.response.201.json': WireEnrolment,
  'v2-programs-list.response.200.json': z.array(WireProgram),
  'v3-contacts-get.response.200.json': WireContact,
  'v3-contacts-import-status.finished.json': WireImportReport,
  'v3-contacts-import.response.202.json': ContactImportStarted,
  'v3-contacts-list.response.200.json': WireContactPage,
  'v3-insight-import-status.finished.json': WireInsightReport,
  'v3-insight-import-status.notstarted.json': WireInsightReport,
  'v3-insight-import.response.202.json': InsightImportStarted,
}

const Errors = z.array(z.looseObject({ body: z.looseObject({ errorCode: z.string().optional() }) }))
const Messages = z.array(z.looseObject({ message: z.string() }))
const Csv = z.looseObject({ body: z.string() })

describe.skipIf(!existsSync(samples))('the samples (skipped where ../shared/reference/samples does not exist)', () => {
  it.each(Object.entries(answers))('%s is understood', (name, schema) => {
    expect(() => json(schema)(sample(name))).not.toThrow()
  })

  it.each(['v3-contacts-errors.json', 'v3-insight-errors.json', 'v2-programs-errors.json'])(
    'every error of %s names its code',
    (name) => {
      const codes = json(Errors)(sample(name)).map(({ body }) => vendorCodeOf(JSON.stringify(body)))

      expect(codes).not.toContain(undefined)
    },
  )

  it('every observed v2 message but that of a 401 names its code', () => {
    const messages = json(Messages)(sample('v2-error-messages.observed.json'))

    const silent = messages.filter((body) => vendorCodeOf(JSON.stringify(body)) === undefined)

    expect(silent).toMatchObject([{ httpStatus: 401 }])
  })

  it('faults of an enrolment are read from CSV', () => {
    expect(faultsIn(json(Csv)(sample('v2-programs-enrolments-report-faults.csv.json')).body)).toEqual([
      { contactId: 12_345, reason: 'unsubscribed' },
      { contactId: 67_890, reason: 'already-in-program' },
    ])
  })
})
