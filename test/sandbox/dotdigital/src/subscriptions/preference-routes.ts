import { z } from 'zod'
import type { StoredPreference } from '../memory/account.js'
import { inCategory, orderOf, preferenceTree, wirePreference } from './preference-rules.js'
import { type Input, ok, type Reply, type Route, v2Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import { anyCase, sinceIn } from '../http/v2-asking.js'

/** What contacts can be asked to be written about, in categories or in none. */
export const preferenceRoutes = (store: Store): readonly Route[] => [
  {
    method: 'get',
    path: '/v2/preferences',
    tier: 'high',
    handle: () => ok(preferenceTree(store.state, (one) => wirePreference(store.state, one))),
  },
  { method: 'post', path: '/v2/preferences', tier: 'medium', handle: (input) => create(store, input) },
  {
    method: 'get',
    path: '/v2/preferences/modified-since/{date}',
    tier: 'low',
    handle: (input) => modifiedSince(store, input),
  },
  { method: 'put', path: '/v2/preferences/{id}', tier: 'medium', handle: (input) => update(store, input) },
  { method: 'delete', path: '/v2/preferences/{id}', tier: 'medium', handle: (input) => remove(store, input) },
]

const PreferenceRequest = anyCase(
  z.object({
    publicName: z.string().min(1),
    privateName: z.string().min(1),
    isPreference: z.boolean().nullish(),
    order: z.union([z.string(), z.number()]).nullish(),
    isPublic: z.boolean().nullish(),
    categoryId: z.number().int().nullish(),
  }),
)

const invalid = v2Refusal(400, 'ERROR_PREFERENCE_INVALID')
const notFound = v2Refusal(404, 'ERROR_PREFERENCE_NOT_FOUND')

const create = (store: Store, { body, at }: Input): Reply => {
  const created = at.toISOString()
  const nothing = { isPreference: false, isPublic: true, categoryId: 0, created, id: store.state.lastPreferenceId + 1 }
  return write(store, body, { ...nothing, order: 'bottom', at: created })
}

const update = (store: Store, { params, body, at }: Input): Reply => {
  const before = store.state.preferences.get(Number(params['id']))
  return before === undefined ? notFound : write(store, body, { ...before, at: at.toISOString() })
}

type Before = Pick<StoredPreference, 'id' | 'isPreference' | 'isPublic' | 'categoryId' | 'created'> & {
  readonly order: string | number
  readonly at: string
}

/** What a request leaves out stays as it was. */
const write = (store: Store, body: unknown, { at, ...before }: Before): Reply => {
  const request = PreferenceRequest.safeParse(body)
  if (!request.success) return invalid
  const { publicName, privateName, ...asked } = request.data
  const isPreference = asked.isPreference ?? before.isPreference
  const categoryId = asked.categoryId ?? before.categoryId
  const order = orderOf(store.state, asked.order ?? before.order, categoryId)
  if (order === undefined || !mayBeIn(store, isPreference, categoryId)) return invalid
  const isPublic = asked.isPublic ?? before.isPublic
  const { id, created } = before
  const preference = {
    id,
    publicName,
    privateName,
    isPreference,
    order,
    isPublic,
    categoryId,
    created,
    lastModified: at,
  }
  store.record({ fact: 'preference', preference })
  return ok(wirePreference(store.state, preference))
}

/** Only preferences are in a category, and categories are in none. */
const mayBeIn = (store: Store, isPreference: boolean, categoryId: number): boolean => {
  if (categoryId === 0) return true
  return isPreference && store.state.preferences.get(categoryId)?.isPreference === false
}

/** A category takes what is in it along. */
const remove = (store: Store, { params }: Input): Reply => {
  const preference = store.state.preferences.get(Number(params['id']))
  if (preference === undefined) return notFound
  for (const { id } of [preference, ...inCategory(store.state, preference.id)]) {
    store.record({ fact: 'preference-deleted', preferenceId: id })
  }
  return { status: 200, type: 'text/plain', body: 'Preference or category (and preferences) were deleted successfully' }
}

const modifiedSince = (store: Store, { params }: Input): Reply => {
  const since = sinceIn(params)
  if (since === undefined) return v2Refusal(400, 'ERROR_PARAMETER_INVALID')
  const isMeant = ({ lastModified }: StoredPreference) => Date.parse(lastModified) >= since
  return ok(preferenceTree(store.state, (one) => wirePreference(store.state, one), isMeant))
}
