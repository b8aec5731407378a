import { createClock, createSettings, memoryJournal } from '@concord/sandbox-kit'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contactImport } from '../contacts/contact-import.js'
import { contactRoutes } from '../contacts/contact-routes.js'
import type { Input, Route } from '../http/reply.js'
import { seedFacts } from '../memory/seeds.js'
import { DotdigitalSettings, type SettingsInput } from '../settings.js'
import { openStore, type Store } from '../memory/store.js'
import { subscriptionRoutes } from './subscription-routes.js'
import { noon } from '../testing.js'

const statuses = [
  'noSubscription',
  'subscribed',
  'unsubscribed',
  'softBounced',
  'hardBounced',
  'ispComplained',
  'pendingOptIn',
  'directComplaint',
  'suppressed',
  'knownComplainer',
  'domainSuppressed',
]
/** What neither a person nor an account user said. */
const beyondUndoing = ['hardBounced', 'ispComplained', 'directComplaint', 'knownComplainer', 'domainSuppressed']

const address = (status: string): string => `${status}@example.com`

interface Write {
  readonly call:
    'post' | 'patch' | 'put' | 'import' | '/v2/contacts/unsubscribe' | '/v2/contacts/resubscribe-with-no-challenge'
  readonly email: string
  readonly channel: object
  readonly fields: object
}

const openAccount = (settings: SettingsInput): Store =>
  openStore({
    journal: memoryJournal(),
    clock: createClock(() => noon),
    settings: createSettings(DotdigitalSettings, settings),
    seeds: (at) => seedFacts({ contacts: statuses.map((status) => ({ email: address(status), status })) }, at),
  })

const call = (routes: readonly Route[], method: string, path: string, input: Partial<Input>): void => {
  const route = routes.find((one) => one.method === method && one.path === path)
  if (route === undefined) throw new Error(`no route ${method} ${path}`)
  const nothing = {
    params: {},
    query: {},
    body: undefined,
    headers: {},
    at: noon,
    callsInLastHour: 0,
    origin: '',
    path,
  }
  route.handle({ ...nothing, ...input })
}

const write = (store: Store, { call: how, email, channel, fields }: Write): void => {
  const identifiers = { email }
  const channelProperties = { email: channel }
  const body = { identifiers, channelProperties, dataFields: fields }
  if (how === 'import') {
    const contacts = [{ matchIdentifier: 'email', ...body }]
    const at = noon.toISOString()
    contactImport(store, { id: '1', kind: 'contacts', acceptedAt: at, dueAt: at, body: { contacts } })
    return
  }
  if (how.startsWith('/')) {
    const asked = how.endsWith('unsubscribe') ? { email } : { unsubscribedContact: { email } }
    return call(subscriptionRoutes(store), 'post', how, { body: asked })
  }
  const path = how === 'post' ? '/contacts/v3' : '/contacts/v3/{identifier}/{value}'
  call(contactRoutes(store), how, path, { params: { identifier: 'email', value: email }, body })
}

const email = fc.constantFrom(...statuses.map(address))
const options = fc.record(
  {
    optInType: fc.constantFrom('single', 'double', 'verifiedDouble'),
    emailType: fc.constantFrom('html', 'plainText'),
    resubscribeOptions: fc.record({ resubscribeWithNoChallenge: fc.boolean() }),
  },
  { requiredKeys: [] },
)
const fields = fc.record({ FIRSTNAME: fc.string({ maxLength: 5 }) }, { requiredKeys: [] })
const v3Calls = fc.constantFrom('post' as const, 'patch' as const, 'put' as const, 'import' as const)

const silent = fc.record({ call: v3Calls, email, channel: options, fields })
const any = fc.record({
  call: fc.oneof(v3Calls, fc.constantFrom('/v2/contacts/unsubscribe', '/v2/contacts/resubscribe-with-no-challenge')),
  email,
  channel: fc
    .tuple(options, fc.record({ status: fc.constantFrom('subscribed', 'unsubscribed', 'suppressed') }))
    .map(([how, what]) => ({ ...how, ...what })),
  fields,
}) as fc.Arbitrary<Write>
const settings = fc.record({
  enforceDoubleOptIn: fc.boolean(),
  resubscribeDefault: fc.constantFrom('no-challenge' as const, 'challenge' as const),
})

const statusesIn = ({ state }: Store): Record<string, string> =>
  Object.fromEntries([...state.contacts.values()].map((one) => [one.identifiers['email'] ?? '', one.emailStatus]))

describe('the memory of who is subscribed', () => {
  it('is not changed by any sequence of writes that say no status', () => {
    fc.assert(
      fc.property(settings, fc.array(silent, { maxLength: 12 }), (given, writes) => {
        const store = openAccount(given)
        const before = statusesIn(store)
        for (const one of writes) write(store, one)
        expect(statusesIn(store)).toEqual(before)
      }),
      { numRuns: 60 },
    )
  })

  it('never forgets a bounce, a complaint or a block, whatever is written', () => {
    fc.assert(
      fc.property(settings, fc.array(any, { maxLength: 12 }), (given, writes) => {
        const store = openAccount(given)
        for (const one of writes) write(store, one)
        const after = statusesIn(store)
        for (const status of beyondUndoing) expect(after[address(status)]).toBe(status)
      }),
      { numRuns: 60 },
    )
  })

  it('has nobody subscribed by a call who must confirm it', () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (writes) => {
        const store = openAccount({ enforceDoubleOptIn: true })
        const v3Only = writes.filter(({ call: how }) => !how.startsWith('/'))
        for (const one of v3Only) write(store, one)
        const subscribed = Object.entries(statusesIn(store)).filter(([, status]) => status === 'subscribed')
        expect(subscribed.map(([who]) => who)).toEqual(subscribed.length === 0 ? [] : [address('subscribed')])
      }),
      { numRuns: 60 },
    )
  })
})
