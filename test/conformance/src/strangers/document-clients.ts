import type { Account } from '../traffic/our-dotdigital.js'
import type { Place } from '../traffic/our-mirakl.js'
import {
  addressOf,
  type Things,
  ofBulkDeletion,
  ofContacts,
  ofDataFields,
  ofEvents,
  ofIdentifiers,
  ofImports,
  ofInsight,
  ofLists,
  ofPrograms,
  ofSends,
  ofSubscriptions,
} from './dotdigital-questions.js'
import { type Answered, openDocumentClient, type Question } from './openapi-client.js'

/** Every operation of Mirakl's document that concerns a marketing integration, as the document says to ask. */
export const askMirakl = async ({ url, key }: Place): Promise<readonly Answered[]> => {
  const ask = openDocumentClient({ vendor: 'mirakl', document: 'mmp-operator.json', url, authorization: key })
  const found = await ask({ operation: 'OR11' })
  const [order] = (found.body as { orders: readonly { order_id: string }[] }).orders
  const parameters = { order_id: order?.order_id ?? '' }
  const window = { start_update_date: '2026-01-01T00:00:00Z', end_update_date: '2026-12-31T00:00:00Z' }
  const started = await ask({ operation: 'OR13', body: window })
  const { tracking_id = 'none' } = (started.body ?? {}) as { tracking_id?: string }
  const more: readonly Question[] = [
    { operation: 'OR11', parameters: { order_ids: parameters.order_id, has_incident: 'false' } },
    { operation: 'OR12', parameters },
    { operation: 'OR14', parameters: { tracking_id } },
    { operation: 'OR31', parameters, body: { order_additional_fields: [] } },
    { operation: 'OR51', parameters },
    { operation: 'RT11' },
    { operation: 'RE01' },
    { operation: 'RE02', parameters: { reason_type: 'REFUND' } },
    { operation: 'RE11' },
    { operation: 'RE12' },
    { operation: 'AF01' },
    { operation: 'CH11' },
    { operation: 'CUR01' },
    { operation: 'PC01' },
  ]
  return [found, started, ...(await inTurn(more, ask))]
}

const contacts = 'dotdigital-contacts-service.json'
const lists = 'v2-lists-address-books.yaml'

/** Dotdigital's services, from the first contact to the last record, as their documents say to ask. */
export const askDotdigital = async (account: Account, things: Things): Promise<readonly Answered[]> => {
  const authorization = `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`
  const answers: Answered[] = []
  const ask = async (document: string, questions: readonly Question[]): Promise<Answered | undefined> => {
    const client = openDocumentClient({ vendor: 'dotdigital', document, url: account.url, authorization })
    const given = await inTurn(questions, client)
    answers.push(...given)
    return given[0]
  }
  const contactId = numberIn(await ask(contacts, ofContacts(things)), 'contactId')
  const importId = textIn(await ask(contacts, ofImports(contactId)), 'importId')
  await ask(contacts, [{ operation: 'getImportStatus', parameters: { importId } }])
  const deleteId = textIn(await ask(contacts, ofBulkDeletion), 'deleteId')
  await ask(contacts, [{ operation: 'getDeleteStatus', parameters: { deleteId } }])
  await ask('dotdigital-insight-data-service.json', ofInsight(things))
  await ask('dotdigital-configuration-service.json', ofIdentifiers)
  await ask('events.json', ofEvents(things))
  await ask('accounts-and-utilities.yaml', [{ operation: 'get-account-information' }, { operation: 'get-server-time' }])
  await ask('v2-contact-data-fields.yaml', ofDataFields)
  const list = await ask(lists, [{ operation: 'create-address-book', body: { name: 'A list', visibility: 'Private' } }])
  await ask(lists, ofLists({ ...things, contactId, id: numberIn(list, 'id') }))
  await ask('v2-preferences-and-subscriptions.yaml', ofSubscriptions(things))
  const programId = numberIn(await ask('programs.yaml', [{ operation: 'get-programs' }]), '0.id')
  await ask('programs.yaml', ofPrograms({ contactId, programId }))
  await ask('transactional-email.yaml', ofSends(things))
  await ask(contacts, [{ operation: 'deleteContact', parameters: addressOf(things) }])
  return answers
}

const at = (answered: Answered | undefined, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], answered?.body)

const numberIn = (answered: Answered | undefined, path: string): number => Number(at(answered, path) ?? 0)

const textIn = (answered: Answered | undefined, path: string): string => {
  const value = at(answered, path)
  return typeof value === 'string' ? value : 'none'
}

const inTurn = async (
  questions: readonly Question[],
  ask: (question: Question) => Promise<Answered>,
): Promise<readonly Answered[]> => {
  const answers: Answered[] = []
  for (const question of questions) answers.push(await ask(question))
  return answers
}
