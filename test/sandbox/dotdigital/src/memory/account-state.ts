import type {
  AsyncJob,
  ListStanding,
  SentMessage,
  StoredChallenge,
  StoredList,
  StoredOptIn,
  StoredPreference,
  StoredWebhook,
} from './account.js'

export type AccountFact =
  | { readonly fact: 'list'; readonly list: StoredList }
  | { readonly fact: 'list-deleted'; readonly listId: number }
  | { readonly fact: 'list-standing'; readonly standing: ListStanding }
  | { readonly fact: 'preference'; readonly preference: StoredPreference }
  | { readonly fact: 'preference-deleted'; readonly preferenceId: number }
  | { readonly fact: 'opt-in'; readonly optIn: StoredOptIn }
  | { readonly fact: 'challenge'; readonly challenge: StoredChallenge }
  | { readonly fact: 'challenge-ended'; readonly contactId: number }
  | { readonly fact: 'async-job'; readonly job: AsyncJob }
  | { readonly fact: 'webhook'; readonly webhook: StoredWebhook }
  | { readonly fact: 'from-address'; readonly address: string }
  | { readonly fact: 'sent'; readonly message: SentMessage }

export interface AccountState {
  readonly lists: Map<number, StoredList>
  /** By `list:contact`; where there is none, the contact stands on the list as in the account. */
  readonly standings: Map<string, ListStanding>
  readonly preferences: Map<number, StoredPreference>
  /** By `contact:preference`. */
  readonly optIns: Map<string, StoredOptIn>
  /** By contact. */
  readonly challenges: Map<number, StoredChallenge>
  readonly asyncJobs: Map<string, AsyncJob>
  /** Those that are not done yet. */
  readonly openJobs: Map<string, AsyncJob>
  readonly webhooks: Map<string, StoredWebhook>
  /** The first is the account's default. */
  readonly fromAddresses: Set<string>
  readonly outbox: SentMessage[]
  /** Transactional e-mails by UTC day. */
  readonly mailsByDay: Map<string, number>
  /** Ids are never given twice. */
  lastListId: number
  lastPreferenceId: number
}

export const emptyAccount = (): AccountState => ({
  lists: new Map(),
  standings: new Map(),
  preferences: new Map(),
  optIns: new Map(),
  challenges: new Map(),
  asyncJobs: new Map(),
  openJobs: new Map(),
  webhooks: new Map(),
  fromAddresses: new Set(),
  outbox: [],
  mailsByDay: new Map(),
  lastListId: 0,
  lastPreferenceId: 0,
})

export const pairKey = (left: number, right: number): string => `${String(left)}:${String(right)}`

export const applyToAccount = (state: AccountState, fact: AccountFact): void => {
  switch (fact.fact) {
    case 'list':
      state.lastListId = Math.max(state.lastListId, fact.list.id)
      return void state.lists.set(fact.list.id, fact.list)
    case 'list-deleted':
      return dropList(state, fact.listId)
    case 'preference':
      state.lastPreferenceId = Math.max(state.lastPreferenceId, fact.preference.id)
      return void state.preferences.set(fact.preference.id, fact.preference)
    case 'preference-deleted':
      return dropPreference(state, fact.preferenceId)
    case 'sent':
      return keepMessage(state, fact.message)
    default:
      return keep(state, fact)
  }
}

type OtherFact = 'list' | 'list-deleted' | 'preference' | 'preference-deleted' | 'sent'

/** Facts that are kept as they are. */
const keep = (state: AccountState, fact: Exclude<AccountFact, { fact: OtherFact }>): void => {
  switch (fact.fact) {
    case 'list-standing':
      return void state.standings.set(pairKey(fact.standing.listId, fact.standing.contactId), fact.standing)
    case 'opt-in':
      return void state.optIns.set(pairKey(fact.optIn.contactId, fact.optIn.preferenceId), fact.optIn)
    case 'challenge':
      return void state.challenges.set(fact.challenge.contactId, fact.challenge)
    case 'challenge-ended':
      return void state.challenges.delete(fact.contactId)
    case 'async-job':
      return keepJob(state, fact.job)
    case 'webhook':
      return void state.webhooks.set(fact.webhook.id, fact.webhook)
    case 'from-address':
      return void state.fromAddresses.add(fact.address)
  }
}

const keepJob = ({ asyncJobs, openJobs }: AccountState, job: AsyncJob): void => {
  asyncJobs.set(job.id, job)
  if (job.summary === undefined) openJobs.set(job.id, job)
  else openJobs.delete(job.id)
}

const dropList = (state: AccountState, listId: number): void => {
  state.lists.delete(listId)
  for (const [key, standing] of state.standings) if (standing.listId === listId) state.standings.delete(key)
}

const dropPreference = (state: AccountState, preferenceId: number): void => {
  state.preferences.delete(preferenceId)
  for (const [key, optIn] of state.optIns) if (optIn.preferenceId === preferenceId) state.optIns.delete(key)
}

const keepMessage = (state: AccountState, message: SentMessage): void => {
  state.outbox.push(message)
  if (message.kind !== 'email' && message.kind !== 'triggered-campaign') return
  const day = message.at.slice(0, 10)
  state.mailsByDay.set(day, (state.mailsByDay.get(day) ?? 0) + 1)
}

/** What the account held of a contact that is gone. */
export const forgetContact = (state: AccountState, contactId: number): void => {
  state.challenges.delete(contactId)
  for (const [key, standing] of state.standings) if (standing.contactId === contactId) state.standings.delete(key)
  for (const [key, optIn] of state.optIns) if (optIn.contactId === contactId) state.optIns.delete(key)
}

export const clearAccount = (state: AccountState): void => {
  const { lists, standings, preferences, optIns, challenges, asyncJobs, openJobs, webhooks } = state
  for (const kept of [lists, standings, preferences, optIns, challenges, asyncJobs, openJobs, webhooks]) kept.clear()
  state.fromAddresses.clear()
  state.mailsByDay.clear()
  state.outbox.length = 0
  state.lastListId = 0
  state.lastPreferenceId = 0
}
