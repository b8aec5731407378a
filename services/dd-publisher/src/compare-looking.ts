import { judgeContact, judgeRecord } from './compare-judgements.js'
import type { Expectations, Expected, Found, Scope, Shelves, StandingRecord, Thing } from './comparison-port.js'

export interface LookNeeds {
  readonly expectations: Expectations
  readonly shelves: Shelves
}

/**
 * Looks at one thing, at both sides, with the projection read before and after: what changes meanwhile is on its way, and is
 * not judged.
 */
export const lookAt = async (needs: LookNeeds, scope: Scope, thing: Thing): Promise<readonly Found[]> => {
  switch (thing.what) {
    case 'order':
    case 'seller':
      return lookAtRecord(needs, scope, { ...thing, what: thing.what })
    case 'contact':
      return lookAtContact(needs, scope, Number(thing.key))
    case 'return':
    case 'trigger':
      return []
  }
}

type RecordThing = Thing & { readonly what: 'order' | 'seller' }

const lookAtRecord = async (
  needs: LookNeeds,
  scope: Scope,
  { what, key, contactId: foundAt }: RecordThing,
): Promise<readonly Found[]> => {
  const { expectations, shelves } = needs
  const expect = async () => (await expectations[what === 'order' ? 'orders' : 'sellers'](scope, [key])).get(key)
  const before = await expect()
  if (before === undefined) return []
  const shouldBeAt = before.is === 'standing' ? before.contactId : undefined
  const standing = what === 'seller' ? await shelves.seller(key) : await orderAt(shelves, key, [foundAt, shouldBeAt])
  const after = await expect()
  if (after === undefined || stampOf(before) !== stampOf(after)) return []
  const found = judgeRecord({ what, key, marketplace: scope.marketplace, expected: after, standing })
  if (found === undefined) return []
  const isGone = found.kind === 'missing' && (await isOwnerGone(shelves, found))
  return [isGone ? { ...found, isRepairable: false, detail: goneWith(found) } : found]
}

/** At the first of these contacts that has it. */
const orderAt = async (
  shelves: Shelves,
  key: string,
  contacts: readonly (number | undefined)[],
): Promise<StandingRecord | undefined> => {
  for (const contactId of new Set(contacts)) {
    const standing = contactId === undefined ? undefined : await shelves.order(contactId, key)
    if (standing !== undefined) return standing
  }
  return undefined
}

/** Records go with their contact. */
const goneWith = ({ contactId }: Found): string =>
  `It was deleted with contact ${String(contactId)} in Dotdigital, and stays so.`

const isOwnerGone = async (shelves: Shelves, { contactId }: Found): Promise<boolean> => {
  if (contactId === undefined) return false
  const owner = await shelves.contact(contactId)
  return owner === undefined || owner.isGone
}

const lookAtContact = async (
  { expectations, shelves }: LookNeeds,
  scope: Scope,
  contactId: number,
): Promise<readonly Found[]> => {
  const expect = async () => (await expectations.contacts(scope, [contactId])).get(contactId)
  const before = await expect()
  const standing = await shelves.contact(contactId)
  const after = await expect()
  if (after === undefined || stampOf(before) !== stampOf(after)) return []
  const isOurs = (await expectations.creations(scope.account, [contactId])).has(contactId)
  return judgeContact({ contactId, expected: after, standing, isOurs, isEverything: isEverything(scope) })
}

const stampOf = (expected: Expected<{ readonly is: 'standing'; readonly stamp: string }> | undefined): string =>
  expected?.is === 'standing' ? expected.stamp : (expected?.is ?? 'unknown')

export const isEverything = ({ from, to }: Scope): boolean => from === undefined && to === undefined
