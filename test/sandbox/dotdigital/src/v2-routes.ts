import { z } from 'zod'
import { wireSuppression } from './contact-wire.js'
import { findContact, isFault, written } from './contact-writing.js'
import { type Input, ok, type Reply, type Route, v2Refusal } from './reply.js'
import { isSuppressed } from './status-rules.js'
import type { Store } from './store.js'

/** Account, data fields and suppressions: what v3 does not have yet. */
export const v2Routes = (store: Store): readonly Route[] => [
  { method: 'get', path: '/v2/account-info', tier: 'high', handle: ({ origin }) => ok(accountInfo(origin)) },
  {
    method: 'get',
    path: '/v2/server-time',
    tier: 'high',
    handle: ({ at }) => ({ status: 200, type: 'text/plain', body: at.toISOString() }),
  },
  {
    method: 'get',
    path: '/v2/data-fields',
    tier: 'high',
    handle: () => ok([...store.state.dataFields.values()].map(wireField)),
  },
  { method: 'post', path: '/v2/data-fields', tier: 'medium', handle: ({ body }) => createField(store, body) },
  {
    method: 'get',
    path: '/v2/contacts/suppressed-since/{date}',
    tier: 'low',
    handle: (input) => suppressedSince(store, input),
  },
  { method: 'post', path: '/v2/contacts/unsubscribe', tier: 'medium', handle: (input) => unsubscribe(store, input) },
]

/** Every value is text, whatever its type says, and the endpoint ends with a slash. */
const accountInfo = (origin: string) => ({
  id: 1,
  properties: [
    { name: 'Name', type: 'String', value: 'Sandbox' },
    { name: 'APILocale', type: 'String', value: 'en-GB' },
    { name: 'ApiEndpoint', type: 'String', value: `${origin}/` },
    { name: 'CurrencyCode', type: 'String', value: 'EUR' },
    { name: 'ShowClock', type: 'Boolean', value: 'False' },
    { name: 'TimeZoneIana', type: 'String', value: 'Europe/London' },
  ],
})

const NewField = z.object({
  name: z.string(),
  type: z.string().transform((text) => fieldTypes.find((known) => known.toLowerCase() === text.toLowerCase())),
  visibility: z.enum(['Private', 'Public']).nullish(),
  defaultValue: z.unknown().optional(),
})

const fieldTypes = ['String', 'Numeric', 'Date', 'Boolean'] as const

const wireField = ({
  name,
  type,
  visibility,
  defaultValue,
}: {
  name: string
  type: string
  visibility?: string | undefined
  defaultValue?: unknown
}) => ({
  name,
  type,
  visibility: visibility ?? 'Private',
  defaultValue: defaultValue ?? null,
})

const createField = (store: Store, body: unknown): Reply => {
  const request = NewField.safeParse(body)
  if (!request.success || request.data.type === undefined || !/^[A-Za-z0-9_-]{1,20}$/.test(request.data.name)) {
    return v2Refusal(400, 'ERROR_DATAFIELD_INVALID')
  }
  const { name, type, visibility, defaultValue } = request.data
  if (store.state.dataFields.has(name.toUpperCase()))
    return v2Refusal(400, 'ERROR_NON_UNIQUE_DATAFIELD', 'Field already exists.')
  const field = { name, type, visibility: visibility ?? 'Private', defaultValue: defaultValue ?? null } as const
  store.record({ fact: 'data-field', field })
  return ok(wireField(field), 201)
}

const suppressedSince = (store: Store, { params, query }: Input): Reply => {
  const since = Date.parse(params['date'] ?? '')
  const window = windowOf(query)
  if (Number.isNaN(since) || window === undefined) return v2Refusal(400, 'ERROR_PARAMETER_INVALID')
  const rows = [...store.state.contacts.values()]
    .filter(
      ({ emailStatus, removedAt }) =>
        isSuppressed(emailStatus) && removedAt !== undefined && Date.parse(removedAt) >= since,
    )
    .toSorted((left, right) => (left.removedAt ?? '').localeCompare(right.removedAt ?? ''))
  return ok(rows.slice(window.skip, window.skip + window.select).map(wireSuppression))
}

/** `select` is 1 to 1000, `skip` not negative. */
export const windowOf = (query: Input['query']): { readonly select: number; readonly skip: number } | undefined => {
  const [select, skip] = [Number(query['select'] ?? 1000), Number(query['skip'] ?? 0)]
  const isValid = Number.isInteger(select) && select >= 1 && select <= 1000 && Number.isInteger(skip) && skip >= 0
  return isValid ? { select, skip } : undefined
}

const Unsubscribe = z.object({ email: z.string() })

const unsubscribe = (store: Store, { body, at }: Input): Reply => {
  const request = Unsubscribe.safeParse(body)
  if (!request.success) return v2Refusal(400, 'ERROR_CONTACT_INVALID')
  const before = findContact(store.state, 'email', request.data.email)
  if (before === undefined) return v2Refusal(404, 'ERROR_CONTACT_NOT_FOUND')
  const asked = { channelProperties: { email: { status: 'unsubscribed' as const } } }
  const contact = written(store.state, before, asked, { at, mergeOption: 'overwrite' })
  if (isFault(contact)) return v2Refusal(400, 'ERROR_CONTACT_INVALID')
  store.record({ fact: 'contact', contact })
  return ok(wireSuppression(contact))
}
