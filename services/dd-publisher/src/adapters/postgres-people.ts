import { type ConsentEvidence, type ConsentFact, normaliseEmail } from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { OwnerWord, PeoplePages, PersonWord } from '../people-port.js'
import { settleUnreachable } from './settling.js'
import { rewriteOrders } from './rewriting.js'
import type { ContactRow, Tables } from './tables.js'

export const peoplePages = (transaction: Transaction<Tables>, vault: Vault, now: () => string): PeoplePages => ({
  claim: (order, word) => claim(transaction, order, word),
  saveContact: (account, word, consent) => saveContact(transaction, vault, { account, word, consent }),

  async saveGrant(account, { profileId, email }, grant) {
    await transaction
      .updateTable('contacts')
      .set({ grant_sealed: grant === undefined ? null : vault.seal(JSON.stringify(grant satisfies ConsentEvidence)) })
      .where('account', '=', account)
      .where('profile_id', '=', profileId)
      .where('address_hash', '=', addressHash(vault, email))
      .execute()
  },

  rewriteOrders: (account, profileId) => rewriteOrders(transaction, account, profileId, now()),
  tellUnreachable: (account, profileId, order) => settleUnreachable(transaction, { account, profileId, order }, now()),
})

const claim = async (
  transaction: Transaction<Tables>,
  order: string,
  { profileId, revision, mayTie }: OwnerWord,
): Promise<string> => {
  const { rows } = await sql<{ owner: string }>`with heard as (
      insert into publisher.owners as o values (${order}, ${profileId}, ${revision})
      on conflict (order_key) do update set profile_id = excluded.profile_id, revision = excluded.revision
      where o.revision < excluded.revision or (${mayTie} and o.revision = excluded.revision)
      returning profile_id)
    select coalesce((select profile_id from heard), (select profile_id from publisher.owners
      where order_key = ${order})) as owner`.execute(transaction)
  return rows[0]?.owner ?? profileId
}

const addressHash = (vault: Vault, email: string): string => vault.hash(`email ${normaliseEmail(email) ?? email}`)

interface Saving {
  readonly account: string
  readonly word: PersonWord
  readonly consent: ConsentFact
}

const saveContact = async (
  transaction: Transaction<Tables>,
  vault: Vault,
  { account, word, consent }: Saving,
): Promise<boolean> => {
  const { profileId, locale } = word.person
  const before = await transaction
    .selectFrom('contacts')
    .selectAll()
    .where('account', '=', account)
    .where('profile_id', '=', profileId)
    .forUpdate()
    .executeTakeFirst()
  const isNews =
    before === undefined || before.revision < word.revision || (word.mayTie && before.revision === word.revision)
  const told = addressesIn(vault, word)
  const addresses = isNews ? told : heldIn(before)
  const facts = factsAbout(before, told.hash, consent)
  const row = {
    ...(isNews ? { revision: word.revision, locale: locale ?? before?.locale ?? null } : {}),
    ...{ email_sealed: addresses.sealed, address_hash: addresses.hash },
    consent: JSON.stringify(ownFact(facts, addresses.hash, consent)),
    other_facts: JSON.stringify(Object.fromEntries(addresses.others.map((hash) => [hash, facts.get(hash) ?? null]))),
    ...forgotten(before, addresses),
  }
  await transaction
    .insertInto('contacts')
    .values({ account, profile_id: profileId, revision: word.revision, ...row })
    .onConflict((conflict) => conflict.columns(['account', 'profile_id']).doUpdateSet(row))
    .execute()
  return before !== undefined && before.address_hash !== addresses.hash
}

/**
 * What was agreed to was agreed to by whoever had just these addresses, and of a new one nobody has asked yet. A creation
 * that was set out for concerned the address of before.
 */
const forgotten = (before: Selectable<ContactRow> | undefined, { hash, others }: Addresses) => {
  if (before === undefined) return {}
  const isMoved = before.address_hash !== hash
  const known = new Set([before.address_hash, ...Object.keys(before.other_facts)])
  const isJoined = others.some((other) => !known.has(other))
  return {
    ...(isMoved || isJoined ? { grant_sealed: null } : {}),
    ...(isMoved && before.contact_id === null ? { is_ours: false } : {}),
  }
}

interface Addresses {
  readonly sealed: string | null
  readonly hash: string | null
  readonly others: readonly string[]
}

const addressesIn = (vault: Vault, { person }: PersonWord): Addresses => {
  const { email, otherEmails = [] } = person
  const hash = email === undefined ? null : addressHash(vault, email)
  const others = new Set(otherEmails.map((other) => addressHash(vault, other)))
  return {
    sealed: email === undefined ? null : vault.seal(email),
    hash,
    others: [...others].filter((one) => one !== hash),
  }
}

const heldIn = (row: Selectable<ContactRow>): Addresses => ({
  sealed: row.email_sealed,
  hash: row.address_hash,
  others: Object.keys(row.other_facts),
})

/** What is known of each address by its hash, the later word of two. */
const factsAbout = (
  before: Selectable<ContactRow> | undefined,
  told: string | null,
  consent: ConsentFact,
): ReadonlyMap<string, ConsentFact> => {
  const facts = new Map<string, ConsentFact>()
  const learn = (hash: string | null, fact: ConsentFact | null): void => {
    if (hash === null || fact === null) return
    const known = facts.get(hash)
    if (known === undefined || known.learnedAt <= fact.learnedAt) facts.set(hash, fact)
  }
  if (before !== undefined) learn(before.address_hash, before.consent)
  for (const [hash, fact] of Object.entries(before?.other_facts ?? {})) learn(hash, fact)
  learn(consent.otherAddress ?? told, consent)
  return facts
}

/** Where the word was about another address, nothing is known of this one. */
const ownFact = (facts: ReadonlyMap<string, ConsentFact>, hash: string | null, { source, learnedAt }: ConsentFact) =>
  (hash === null ? undefined : facts.get(hash)) ?? { status: 'unknown', source, learnedAt }

/**
 * Of two facts about an address the one learned later stays, with everybody who has it. Once Dotdigital knows an address,
 * what was agreed to elsewhere makes no subscriber of it any more, even if its contact is deleted later. Where it knows the
 * address no more, the contact that has it is doubted.
 */
export const learnConsent = async (
  db: Kysely<Tables>,
  account: string,
  hash: string,
  fact: ConsentFact,
): Promise<void> => {
  const told = JSON.stringify(fact)
  const isGone = fact.status === 'unknown'
  const grant = isGone ? sql`grant_sealed` : sql`null`
  await sql`update publisher.contacts set consent = ${withScopes(told)}, grant_sealed = ${grant},
      standing_hash = case when ${isGone} and standing_hash = ${hash} then null else standing_hash end
    where account = ${account} and address_hash = ${hash} and consent ->> 'learnedAt' <= ${fact.learnedAt}`.execute(db)
  await sql`update publisher.contacts
    set other_facts = jsonb_set(other_facts, array[${hash}::text], ${told}::jsonb), grant_sealed = ${grant}
    where account = ${account} and other_facts ? ${hash}
      and coalesce(other_facts #>> array[${hash}::text, 'learnedAt'], '') <= ${fact.learnedAt}`.execute(db)
}

/**
 * A word is about one address, and what came with an order about the whole person: whoever has several stays out of what
 * they were out of, until their next order.
 */
const withScopes = (told: string) => sql`case when other_facts = '{}'::jsonb or consent -> 'optedOutOf' is null
  then ${told}::jsonb
  else jsonb_set(${told}::jsonb, '{optedOutOf}', (select coalesce(jsonb_agg(distinct scope), '[]'::jsonb)
    from jsonb_array_elements((consent -> 'optedOutOf') || coalesce(${told}::jsonb -> 'optedOutOf', '[]'::jsonb)) as scope))
  end`
