import { z } from 'zod'
import { casedBy } from './contact-import.js'
import { findContact } from './contact-finding.js'
import { isValidValue } from './identifiers.js'
import { spoiltCode } from '../jobs/import-outcomes.js'
import type { Store } from '../memory/store.js'
import type { ImportJob } from '../memory/world.js'

const mostContacts = 5000

/** One object for each contact, with one identifier in it; what is no such object is told of when the job has run. */
export const DeletionRequest = z.array(z.unknown()).min(1).max(mostContacts)

const Item = z.record(z.string(), z.union([z.string(), z.number()]))

interface Result {
  readonly item: unknown
  readonly failure?: { readonly failureCode: string; readonly description: string }
}

/** Deletes them one by one, and reports as `GET /contacts/v3/delete/{deleteId}` does. */
export const contactDeletion = (store: Store, job: ImportJob): unknown => {
  const results: readonly Result[] = DeletionRequest.parse(job.body).map((item, position) => {
    const code = spoiltCode(job, position)
    return code === undefined
      ? deleted(store, item)
      : { item, failure: { failureCode: code, description: 'Told by hand' } }
  })
  const failures = results.flatMap(({ item, failure }) => (failure === undefined ? [] : [{ item, failure }]))
  const unknown = failures.filter(({ failure }) => failure.failureCode === 'contactNotFound').length
  return {
    deleteId: job.id,
    status: 'Finished',
    summary: {
      requestedContacts: results.length,
      deletedContacts: results.length - failures.length,
      unknownContacts: unknown,
      invalidEntries: failures.length - unknown,
    },
    deleted: results.flatMap(({ item, failure }) => (failure === undefined ? [item] : [])),
    failures: failures.map(({ item, failure }) => ({ identifier: item, failures: [casedBy(store)(failure)] })),
  }
}

const deleted = (store: Store, item: unknown): Result => {
  const entries = Object.entries(Item.safeParse(item).data ?? {})
  const [entry] = entries
  if (entry === undefined || entries.length > 1) return { item, failure: invalid('identifier', 'apiSchemaViolation') }
  const [identifier, given] = entry
  const value = String(given)
  if (!isValidValue(store.state, identifier, value))
    return { item, failure: invalid(identifier, invalidCodes.get(identifier) ?? 'apiSchemaViolation') }
  const contact = findContact(store.state, identifier, value)
  if (contact === undefined)
    return { item, failure: { failureCode: 'contactNotFound', description: 'The contact could not be found' } }
  store.record({ fact: 'contact-deleted', contactId: contact.contactId })
  return { item }
}

const invalidCodes: ReadonlyMap<string, string> = new Map([
  ['email', 'invalidEmail'],
  ['mobileNumber', 'invalidPhoneNumber'],
  ['contactId', 'invalidContactId'],
])

const invalid = (identifier: string, failureCode: string) => ({
  failureCode,
  description: `Invalid value for '${identifier}'`,
})
