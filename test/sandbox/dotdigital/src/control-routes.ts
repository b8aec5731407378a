import { z } from 'zod'
import type { Calls } from './calls.js'
import { findContact } from './contact-writing.js'
import { FaultRule, type Faults } from './faults.js'
import { type Input, ok, type Reply, type Route } from './reply.js'
import { seedFacts } from './seeds.js'
import { isSuppressed } from './status-rules.js'
import type { Store } from './store.js'
import { stateOf, summaryOf } from './views.js'
import type { SandboxWorld, StoredContact } from './world.js'

export interface ControlNeeds {
  readonly store: Store
  readonly world: SandboxWorld
  readonly calls: Calls
  readonly faults: Faults
}

/** What no Dotdigital has: to look inside, and to play what happens on its own pages. No credentials are asked. */
export const controlRoutes = ({ store, world, calls, faults }: ControlNeeds): readonly Route[] => [
  { method: 'get', path: '/_sandbox/state', tier: 'unlimited', handle: () => ok(stateOf(store.state)) },
  { method: 'get', path: '/_sandbox/summary', tier: 'unlimited', handle: () => ok(summaryOf(store.state)) },
  { method: 'get', path: '/_sandbox/calls', tier: 'unlimited', handle: () => ok(calls.list()) },
  {
    method: 'post',
    path: '/_sandbox/reset',
    tier: 'unlimited',
    handle: ({ at }) => {
      store.record({ fact: 'reset' }, ...seedFacts(world, at))
      calls.clear()
      faults.set([])
      return ok({ isReset: true })
    },
  },
  { method: 'post', path: '/_sandbox/advance', tier: 'unlimited', handle: (input) => advance(store, input) },
  {
    method: 'post',
    path: '/_sandbox/contacts/{email}/status',
    tier: 'unlimited',
    handle: (input) => setStatus(store, input),
  },
  {
    method: 'post',
    path: '/_sandbox/faults',
    tier: 'unlimited',
    handle: ({ body }) => {
      const rules = z.array(FaultRule).safeParse(body)
      if (!rules.success) return { status: 400, body: { message: z.prettifyError(rules.error) } }
      faults.set(rules.data)
      return ok({ rules: rules.data.length })
    },
  },
]

const Advance = z.object({ seconds: z.number().min(0) })

const advance = (store: Store, { body }: Input): Reply => {
  const request = Advance.safeParse(body)
  if (!request.success) return { status: 400, body: { message: 'seconds must be a number from 0 on' } }
  store.record({ fact: 'clock', offsetMs: store.state.clockOffsetMs + request.data.seconds * 1000 })
  return ok({ now: store.now().toISOString() })
}

const Change = z.object({ status: z.string(), at: z.iso.datetime().optional() })

/** As a page of Dotdigital's, a bounce or a complaint would: whatever the status was. */
const setStatus = (store: Store, { params, body, at }: Input): Reply => {
  const change = Change.safeParse(body)
  if (!change.success) return { status: 400, body: { message: 'status is missing, or at is no instant' } }
  const before = findContact(store.state, 'email', params['email'] ?? '')
  if (before === undefined) return { status: 404, body: { message: 'no such contact' } }
  const updatedAt = change.data.at ?? at.toISOString()
  const emailStatus = change.data.status
  const contact: StoredContact = {
    ...before,
    emailStatus,
    updatedAt,
    ...(isSuppressed(emailStatus) ? { removedAt: updatedAt } : {}),
  }
  store.record({ fact: 'contact', contact })
  return ok({ contactId: contact.contactId })
}
