import { pairKey } from '../memory/account-state.js'
import type { StoredPreference } from '../memory/account.js'
import type { State } from '../memory/state.js'

/** Preferences and categories side by side, in their order. */
export const inCategory = (state: State, categoryId: number): readonly StoredPreference[] =>
  [...state.preferences.values()]
    .filter((preference) => preference.categoryId === categoryId)
    .toSorted((left, right) => left.order - right.order || left.id - right.id)

type Wire = (preference: StoredPreference) => unknown

/** Its order is told as its position among its neighbours. */
export const wirePreference = (state: State, preference: StoredPreference) => ({
  ...preference,
  order: String(inCategory(state, preference.categoryId).findIndex(({ id }) => id === preference.id)),
  preferenceCount: inCategory(state, preference.id).length,
})

/** Categories with what is in them, and the preferences that are in none. */
export const preferenceTree = (
  state: State,
  wireOne: Wire,
  isMeant: (one: StoredPreference) => boolean = () => true,
): readonly unknown[] =>
  inCategory(state, 0).flatMap((one) => {
    const inner = inCategory(state, one.id).filter(isMeant)
    if (!isMeant(one) && inner.length === 0) return []
    return one.isPreference
      ? [wireOne(one)]
      : [{ ...wirePreference(state, one), preferences: inner.map((preference) => wireOne(preference)) }]
  })

/** A preference with the contact's own word on it. */
export const wireWithOptIn =
  (state: State, contactId: number): Wire =>
  (preference) => ({
    ...wirePreference(state, preference),
    isOptedIn: state.optIns.get(pairKey(contactId, preference.id))?.isOptedIn ?? false,
  })

/** Where among its neighbours something new or moved stands: a number, or one of two words. */
export const orderOf = (state: State, asked: string | number, categoryId: number): number | undefined => {
  const orders = inCategory(state, categoryId).map(({ order }) => order)
  if (asked === 'top') return Math.min(0, ...orders.map((order) => order - 1))
  if (asked === 'bottom') return Math.max(-1, ...orders) + 1
  const order = Number(asked)
  return Number.isInteger(order) && order >= 0 ? order : undefined
}
