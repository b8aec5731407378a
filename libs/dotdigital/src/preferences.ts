import { z } from 'zod'
import { json, nothing } from './answer.js'
import type { Ask } from './call.js'

/** One subject a person may want to hear of. */
export interface Preference {
  readonly id: number
  /** As people see it; undefined where it is not public. */
  readonly publicName?: string | undefined
  readonly privateName?: string | undefined
  /** The category it lies in; undefined at the top. */
  readonly categoryId?: number | undefined
}

export interface ContactPreference extends Preference {
  readonly isOptedIn: boolean
}

export interface PreferenceChoice {
  readonly id: number
  /** As `list` tells it. */
  readonly categoryId?: number | undefined
  readonly isOptedIn: boolean
}

/** Subjects, not consent: whoever opts in to one is not subscribed by it. */
export interface Preferences {
  /** Without the categories themselves. */
  list(): Promise<readonly Preference[]>
  /** All there are, and which of them the contact chose. */
  of(contactId: number): Promise<readonly ContactPreference[]>
  /** Sets those that are named; the others stay. */
  set(contactId: number, choices: readonly PreferenceChoice[]): Promise<void>
}

interface Wire extends z.infer<typeof Named> {
  readonly preferences?: readonly Wire[] | null | undefined
}

const Named = z.looseObject({
  id: z.number(),
  publicName: z.string().nullish(),
  privateName: z.string().nullish(),
  isPreference: z.boolean(),
  categoryId: z.number().nullish(),
  isOptedIn: z.boolean().nullish(),
})

const WirePreference: z.ZodType<Wire> = Named.extend({
  get preferences() {
    return z.array(WirePreference).nullish()
  },
})
export const WirePreferences = z.array(WirePreference)

const ofContact = '/v2/contacts/{contactIdentifier}/preferences'

/** v2 only: v3 has no such list yet. */
export const preferences = (ask: Ask): Preferences => ({
  list: async () => {
    const path = '/v2/preferences'
    return flat(await ask({ method: 'GET', path, tier: 'high', read: json(WirePreferences) })).map(toPreference)
  },
  of: async (contactId) => {
    const values = { contactIdentifier: contactId }
    const found = await ask({ method: 'GET', path: ofContact, tier: 'high', values, read: json(WirePreferences) })
    return flat(found).map((wire) => ({ ...toPreference(wire), isOptedIn: wire.isOptedIn === true }))
  },
  set: (contactId, choices) => {
    const values = { contactIdentifier: contactId }
    return ask({ method: 'PUT', path: ofContact, tier: 'medium', values, body: nested(choices), read: nothing })
  },
})

/** The preferences, out of their categories. */
const flat = (found: readonly Wire[]): readonly Wire[] =>
  found.flatMap((wire) => [...(wire.isPreference ? [wire] : []), ...flat(wire.preferences ?? [])])

const toPreference = ({ id, publicName, privateName, categoryId }: Wire): Preference => ({
  id,
  publicName: publicName ?? undefined,
  privateName: privateName ?? undefined,
  // At the top it is 0.
  categoryId: categoryId === 0 ? undefined : (categoryId ?? undefined),
})

/** A choice in a category is said inside it. */
const nested = (choices: readonly PreferenceChoice[]): readonly unknown[] => {
  const categories = [...new Set(choices.map(({ categoryId }) => categoryId))]
  return categories.flatMap<unknown>((category) => {
    const chosen = choices
      .filter(({ categoryId }) => categoryId === category)
      .map(({ id, isOptedIn }) => ({ id, isPreference: true, isOptedIn }))
    return category === undefined ? chosen : [{ id: category, isPreference: false, preferences: chosen }]
  })
}
