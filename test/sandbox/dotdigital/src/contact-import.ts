import { type ContactRequest, ImportItem, ImportRequest } from './contact-requests.js'
import { wireReference } from './contact-wire.js'
import { findContact, isFault, written, type WriteFault } from './contact-writing.js'
import type { Store } from './store.js'
import type { ImportJob } from './world.js'

interface Failure {
  readonly failureCode: string
  readonly description: string
}

type ItemResult = { readonly isNew: boolean; readonly reference: ReturnType<typeof wireReference> } | Failure

/** Imports item by item, each over what the ones before it left, and reports as `GET /contacts/v3/import/{importId}` does. */
export const contactImport = (store: Store, job: ImportJob): unknown => {
  const { contacts: items, mergeOption } = ImportRequest.parse(job.body)
  const seen = new Set<string>()
  const results = items.map((item) => {
    const match = `${item.matchIdentifier}:${String(item.identifiers[item.matchIdentifier])}`.toLowerCase()
    const result = seen.has(match) ? duplicate(item.matchIdentifier) : importItem(store, item, mergeOption)
    seen.add(match)
    return { item, result }
  })
  const done = results.flatMap(({ result }) => ('reference' in result ? [result] : []))
  const failures = results.flatMap(({ item, result }) =>
    'reference' in result
      ? []
      : [{ matchIdentifier: item.matchIdentifier, identifiers: texts(item.identifiers), failures: [result] }],
  )
  return {
    importId: job.id,
    status: 'Finished',
    summary: {
      newContacts: done.filter(({ isNew }) => isNew).length,
      updatedContacts: done.filter(({ isNew }) => !isNew).length,
      globallySuppressed: 0,
      invalidEntries: failures.length,
      duplicateIdentifiers: failures.filter(({ failures: [failure] }) => failure?.failureCode === 'duplicateIdentifier')
        .length,
    },
    created: done.filter(({ isNew }) => isNew).map(({ reference }) => reference),
    updated: done.filter(({ isNew }) => !isNew).map(({ reference }) => reference),
    failures,
  }
}

/** A report's identifiers are texts, whatever was sent. */
const texts = (identifiers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(Object.entries(identifiers).map(([name, value]) => [name, String(value)]))

const importItem = (
  store: Store,
  raw: unknown,
  mergeOption: 'overwrite' | 'overwriteIfNotEmpty' | 'overwriteIfEmpty',
): ItemResult => {
  const item = ImportItem.safeParse(raw)
  if (!item.success) return schemaViolation(item.error.issues[0]?.path.join('.') ?? 'item')
  const { matchIdentifier, identifiers } = item.data
  const value = identifiers[matchIdentifier]
  if (value === undefined)
    return { failureCode: 'invalidMatchIdentifier', description: `No value is given for '${matchIdentifier}'` }
  const before = findContact(store.state, matchIdentifier, String(value))
  // A contact id only ever matches; whether a new one would be made from an address beside it is not documented.
  if (before === undefined && matchIdentifier === 'contactId') {
    return { failureCode: 'invalidContactId', description: `No contact has the id '${String(value)}'` }
  }
  const request: ContactRequest = item.data
  const contact = written(store.state, before, request, { at: store.now(), mergeOption })
  if (isFault(contact)) return failureOf(contact)
  store.record({ fact: 'contact', contact })
  return { isNew: before === undefined, reference: wireReference(contact) }
}

const failureOf = (fault: WriteFault): Failure => {
  switch (fault.fault) {
    case 'no-identifier':
      return { failureCode: 'noValidIdentifiers', description: 'Neither an email nor a mobileNumber is given' }
    case 'invalid-identifier':
      return { failureCode: 'invalidEmail', description: `Invalid value for '${fault.identifier}'` }
    case 'conflict':
      return {
        failureCode: 'duplicateIdentifier',
        description: `Duplicate identifier detected for ${fault.identifier} '${fault.value}'`,
      }
    case 'data-fields':
      return schemaViolation(fault.details.map(({ item, description }) => `${item}: ${description}`).join('; '))
  }
}

const duplicate = (identifier: string): Failure => ({
  failureCode: 'duplicateIdentifier',
  description: `Duplicate identifier detected for ${identifier}`,
})

const schemaViolation = (description: string): Failure => ({ failureCode: 'apiSchemaViolation', description })
