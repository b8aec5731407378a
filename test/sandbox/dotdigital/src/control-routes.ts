import { z } from 'zod'
import { findContact } from './contacts/contact-finding.js'
import { type ImportRules, ImportRule } from './jobs/import-outcomes.js'
import { type Input, ok, type Reply, type Route } from './http/reply.js'
import { emailStatuses, isSuppressed } from './subscriptions/status-rules.js'
import type { Store } from './memory/store.js'
import { confirm } from './subscriptions/subscribing.js'
import { stateOf, summaryOf } from './memory/views.js'
import type { StoredContact } from './memory/world.js'

interface Needs {
  readonly store: Store
  readonly importRules: ImportRules
  readonly reset: () => void
}

/** What no Dotdigital has: to look inside, and to play what happens on its own pages. No credentials are asked. */
export const controlRoutes = ({ store, importRules, reset }: Needs): readonly Route[] => [
  look('/_sandbox/state', () => stateOf(store.state)),
  look('/_sandbox/summary', () => summaryOf(store.state)),
  told('/_sandbox/reset', () => {
    reset()
    return ok({ isReset: true })
  }),
  told('/_sandbox/contacts/{email}/status', (input) => setStatus(store, input)),
  told('/_sandbox/contacts/{email}/confirm', (input) => confirmed(store, input)),
  told('/_sandbox/segments', ({ body }) => setSegments(store, body)),
  told('/_sandbox/imports', ({ body }) => {
    const rules = z.array(ImportRule).parse(body)
    importRules.set(rules)
    return ok({ rules: rules.length })
  }),
]

const look = (path: string, view: () => unknown): Route => ({
  method: 'get',
  path,
  tier: 'unlimited',
  handle: () => ok(view()),
})

const told = (path: string, handle: Route['handle']): Route => ({ method: 'post', path, tier: 'unlimited', handle })

const Change = z.strictObject({ status: z.enum(emailStatuses), at: z.iso.datetime().optional() })

/** As a page of Dotdigital's, a bounce or a complaint would: whatever the status was. */
const setStatus = (store: Store, { params, body, at }: Input): Reply => {
  const { status: emailStatus, at: updatedAt = at.toISOString() } = Change.parse(body)
  const before = findContact(store.state, 'email', params['email'] ?? '')
  if (before === undefined) return nobody
  const contact: StoredContact = {
    ...before,
    emailStatus,
    updatedAt,
    ...(isSuppressed(emailStatus) ? { removedAt: updatedAt } : {}),
  }
  store.record({ fact: 'contact', contact })
  return ok({ contactId: contact.contactId })
}

const nobody: Reply = { status: 404, body: { message: 'no such contact' } }

const confirmed = (store: Store, { params }: Input): Reply => {
  const contact = findContact(store.state, 'email', params['email'] ?? '')
  if (contact === undefined) return nobody
  const after = confirm(store, contact)
  return after === undefined
    ? { status: 404, body: { message: 'the contact has nothing to confirm' } }
    : ok({ contactId: after.contactId })
}

const Segments = z.array(z.strictObject({ id: z.number().int(), members: z.array(z.string()) }))

const setSegments = (store: Store, body: unknown): Reply => {
  const segments = Segments.parse(body)
  store.record(...segments.map((segment) => ({ fact: 'segment', segment }) as const))
  return ok({ segments: segments.length })
}
