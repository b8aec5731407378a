import { waitFor } from '@concord/testing'
import type { Account } from '../traffic/our-dotdigital.js'
import { askCampaigns, askLists, askPreferences, askWebhooks } from './dotdigital-conversations.js'
import {
  addressOf,
  ofBulkDeletion,
  ofContacts,
  ofDataFields,
  ofEvents,
  ofIdentifiers,
  ofImports,
  ofInsight,
  ofOldContacts,
  ofPrograms,
  ofSends,
  ofSubscriptions,
  type Things,
} from './dotdigital-questions.js'
import { type Answered, openDocumentClient, type Question } from './openapi-client.js'

/** Asks one question as a document says to. */
export type AskBy = (document: string, question: Question) => Promise<Answered>

const contacts = 'dotdigital-contacts-service.json'
const insight = 'dotdigital-insight-data-service.json'

/** Dotdigital's services, from the first contact to the last record, as their documents say to ask. */
export const askDotdigital = async (account: Account, things: Things): Promise<readonly Answered[]> => {
  const answers: Answered[] = []
  const ask = remembering(account, answers)
  const all = async (document: string, questions: readonly Question[]): Promise<Answered | undefined> => {
    const first = answers.length
    for (const question of questions) await ask(document, question)
    return answers[first]
  }
  const contactId = numberIn(await all(contacts, ofContacts(things)), 'contactId')
  const importId = textIn(await all(contacts, ofImports(contactId)), 'importId')
  await ask(contacts, { operation: 'getImportStatus', parameters: { importId } })
  const deleteId = textIn(await all(contacts, ofBulkDeletion), 'deleteId')
  const isDeleted = async (): Promise<boolean> =>
    textIn(await ask(contacts, { operation: 'getDeleteStatus', parameters: { deleteId } }), 'status') === 'Finished'
  await waitFor(isDeleted, { limitMs: 30_000, everyMs: 100, what: 'the deletion to end' })
  await all(insight, ofInsight(things))
  await askJob(ask)
  await all('dotdigital-configuration-service.json', ofIdentifiers)
  await all('events.json', ofEvents(things))
  await all('accounts-and-utilities.yaml', [
    { operation: 'get-account-information' },
    { operation: 'get-server-time' },
    { operation: 'empty-recycle-bin' },
  ])
  await all('v2-email-contacts.yaml', ofOldContacts(things))
  await all('v2-contact-data-fields.yaml', ofDataFields)
  await askLists(ask)
  await askPreferences(ask, things)
  await all('v2-preferences-and-subscriptions.yaml', ofSubscriptions(things))
  const programId = numberIn(await ask('programs.yaml', { operation: 'get-programs' }), '0.id')
  await all('programs.yaml', ofPrograms({ contactId, programId }))
  await all('transactional-email.yaml', ofSends(things))
  await askCampaigns(ask, contactId)
  await askWebhooks(ask)
  await ask(contacts, { operation: 'deleteContact', parameters: addressOf(things) })
  return answers
}

const remembering = ({ url, user, password }: Account, answers: Answered[]): AskBy => {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  return async (document, question) => {
    const answer = await openDocumentClient({ vendor: 'dotdigital', document, url, authorization })(question)
    answers.push(answer)
    return answer
  }
}

/** Emptying a collection is a job, of which there is news. */
const askJob = async (ask: AskBy): Promise<void> => {
  const collectionName = 'StrangerOfTheAccount'
  const operation = 'delEmptyAnyInsightDataCollection'
  const jobId = textIn(await ask(insight, { operation, parameters: { collectionName } }), 'jobId')
  await ask(insight, { operation: 'getAsyncStatus', parameters: { jobId } })
}

const at = (answered: Answered | undefined, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], answered?.body)

/** The number at a path like `0.id` of an answer; 0 where there is none. */
export const numberIn = (answered: Answered | undefined, path: string): number => Number(at(answered, path) ?? 0)

/** The text at a path of an answer; `none` where there is none. */
export const textIn = (answered: Answered | undefined, path: string): string => {
  const value = at(answered, path)
  return typeof value === 'string' ? value : 'none'
}
