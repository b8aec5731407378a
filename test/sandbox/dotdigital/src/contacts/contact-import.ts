import { findBinned, findContact } from './contact-finding.js'
import { type ContactRequest, ConsentRecords, ImportRequest, requestsBy } from './contact-requests.js'
import { wireReference } from './contact-wire.js'
import { isFault, writeContact, type WriteFault } from './contact-writing.js'
import type { MergeOption } from './data-field-rules.js'
import { isIdentifierName, isKnownIdentifier } from './identifiers.js'
import { spoiltCode } from '../jobs/import-outcomes.js'
import type { Store } from '../memory/store.js'
import type { ImportJob } from '../memory/world.js'

interface Failure {
  readonly failureCode: string
  readonly description: string
}

interface ItemResult {
  /** Undefined where the contact was neither created nor updated. */
  readonly written?: { readonly isNew: boolean; readonly reference: ReturnType<typeof wireReference> } | undefined
  readonly failures: readonly Failure[]
}

type RawItem = { readonly matchIdentifier: string; readonly identifiers: Readonly<Record<string, unknown>> }

/** Imports item by item, each over what the ones before it left, and reports as `GET /contacts/v3/import/{importId}` does. */
export const contactImport = (store: Store, job: ImportJob): unknown => {
  const { contacts: items, mergeOption } = ImportRequest.parse(job.body)
  const seen = new Set<string>()
  const results = items.map((item, position) => {
    const code = spoiltCode(job, position)
    if (code !== undefined) return { item, result: failed({ failureCode: code, description: 'Told by hand' }) }
    const match = `${item.matchIdentifier}:${String(item.identifiers[item.matchIdentifier])}`.toLowerCase()
    const result = seen.has(match) ? failed(duplicate(item.matchIdentifier)) : importItem(store, item, mergeOption)
    seen.add(match)
    return { item, result }
  })
  return reportOf(store, job.id, results)
}

const reportOf = (
  store: Store,
  importId: string,
  results: readonly { readonly item: RawItem; readonly result: ItemResult }[],
): unknown => {
  const done = results.flatMap(({ result }) => result.written ?? [])
  const [created, updated] = [true, false].map((isNew) => done.filter((one) => one.isNew === isNew))
  const failures = results.flatMap(({ item, result }) =>
    result.failures.length === 0 ? [] : [wireFailure(item, result)],
  )
  const countOf = (isMeant: (result: ItemResult) => boolean) => results.filter(({ result }) => isMeant(result)).length
  return {
    importId,
    status: 'Finished',
    summary: {
      newContacts: created?.length ?? 0,
      updatedContacts: updated?.length ?? 0,
      globallySuppressed: 0,
      invalidEntries: countOf(({ written }) => written === undefined),
      duplicateIdentifiers: countOf(({ failures: [failure] }) => failure?.failureCode === 'duplicateIdentifier'),
    },
    created: created?.map(({ reference }) => reference),
    updated: updated?.map(({ reference }) => reference),
    failures: failures.map((failure) => ({ ...failure, failures: failure.failures.map(casedBy(store)) })),
  }
}

/** A report's identifiers are texts, whatever was sent. */
const wireFailure = ({ matchIdentifier, identifiers }: RawItem, { written, failures }: ItemResult) => ({
  ...(written === undefined ? {} : { contactId: written.reference.contactId }),
  matchIdentifier,
  identifiers: Object.fromEntries(Object.entries(identifiers).map(([name, value]) => [name, String(value)])),
  failures,
})

export const casedBy =
  ({ settings }: Store) =>
  <T extends { readonly failureCode: string }>(failure: T): T => {
    const { failureCode } = failure
    if (settings.now().failureCodeCase === 'camelCase') return failure
    return { ...failure, failureCode: failureCode.charAt(0).toUpperCase() + failureCode.slice(1) }
  }

const importItem = (store: Store, raw: unknown, mergeOption: MergeOption): ItemResult => {
  const item = requestsBy(store.settings.now()).importItem.safeParse(raw)
  if (!item.success) return failed(shapeFailure(item.error.issues[0]?.path ?? []))
  const { matchIdentifier, identifiers, consentRecords, ...rest } = item.data
  const value = new Map(Object.entries(identifiers)).get(matchIdentifier)
  if (value === undefined || !isIdentifierName(matchIdentifier) || !isKnownIdentifier(store.state, matchIdentifier))
    return failed({
      failureCode: 'invalidMatchIdentifier',
      description: `'${matchIdentifier}' is no identifier, or has no value`,
    })
  const before = findContact(store.state, matchIdentifier, value) ?? findBinned(store.state, matchIdentifier, value)
  // A contact id only ever matches; whether a new one would be made from an address beside it is not documented.
  if (before === undefined && matchIdentifier === 'contactId') {
    return failed({ failureCode: 'invalidContactId', description: `No contact has the id '${value}'` })
  }
  const consent = ConsentRecords.optional().safeParse(consentRecords)
  const request: ContactRequest = { ...rest, identifiers, consentRecords: consent.data }
  const contact = writeContact(store, before, request, { mergeOption })
  if (isFault(contact)) return failed(failureOf(contact))
  const written = { isNew: before === undefined, reference: wireReference(contact) }
  return { written, failures: consent.success ? [] : [noConsent] }
}

const failed = (failure: Failure): ItemResult => ({ failures: [failure] })

/** A status the API does not take has a code of its own. */
const shapeFailure = (path: readonly PropertyKey[]): Failure => {
  const name = path.map(String).join('.')
  return path[0] === 'channelProperties' && path.at(-1) === 'status'
    ? { failureCode: 'invalidContactStatus', description: `Invalid value for '${name}'` }
    : schemaViolation(name)
}

const noConsent: Failure = {
  failureCode: 'consentRecordsNotApplied',
  description: 'The provided consent records could not be applied as they were incorrectly formatted',
}

const invalidCodes: ReadonlyMap<string, string> = new Map([
  ['email', 'invalidEmail'],
  ['mobileNumber', 'invalidPhoneNumber'],
])

const failureOf = (fault: WriteFault): Failure => {
  switch (fault.fault) {
    case 'no-identifier':
      return { failureCode: 'noValidIdentifiers', description: 'Neither an email nor a mobileNumber is given' }
    case 'unknown-identifier':
      return schemaViolation(`identifiers.${fault.identifier}: does not exist`)
    case 'invalid-identifier':
      return {
        failureCode: invalidCodes.get(fault.identifier) ?? 'apiSchemaViolation',
        description: `Invalid value for '${fault.identifier}'`,
      }
    case 'conflict':
      return duplicate(`${fault.identifier} '${fault.value}'`)
    case 'lists':
      return { failureCode: 'invalidAddressBookIds', description: describe(fault.details) }
    default:
      return schemaViolation(describe(fault.details))
  }
}

const describe = (details: readonly { readonly item: string; readonly description: string }[]): string =>
  details.map(({ item, description }) => `${item}: ${description}`).join('; ')

const duplicate = (identifier: string): Failure => ({
  failureCode: 'duplicateIdentifier',
  description: `Duplicate identifier detected for ${identifier}`,
})

const schemaViolation = (description: string): Failure => ({ failureCode: 'apiSchemaViolation', description })
