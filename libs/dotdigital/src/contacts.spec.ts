import { randomUUID } from 'node:crypto'
import { createDotdigitalSandbox, type DotdigitalSandbox, type SandboxState } from '@concord/sandbox-dotdigital'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDotdigital, type Dotdigital } from './client.js'
import { AlreadyExists, JobSlotsTaken, RequestRefused } from './errors.js'

let sandbox: DotdigitalSandbox
let dotdigital: Dotdigital

beforeEach(async () => {
  sandbox = await createDotdigitalSandbox({
    port: 0,
    // The clock stands: only the control API moves it.
    now: () => new Date('2026-11-20T12:00:00Z'),
    world: {
      contacts: [
        { email: 'jane+shop@example.com', status: 'subscribed', optInType: 'Double' },
        { email: 'joe@example.com', status: 'unsubscribed', removedAt: '2026-11-01T08:00:00.000Z' },
        { email: 'bob@example.com', status: 'hardBounced', removedAt: '2026-11-02T08:00:00.000Z' },
      ],
      dataFields: [
        { name: 'MP_ORDERS', type: 'Numeric' },
        { name: 'MP_SPEND', type: 'Numeric' },
      ],
      campaigns: [{ id: 1, name: 'Thanks', dataFields: ['MP_SPEND'] }],
    },
  })
  dotdigital = createDotdigital({ url: sandbox.url, user: 'apiuser', password: 'secret' })
})

afterEach(async () => {
  await dotdigital.close()
  await sandbox.stop()
})

const control = (path: string, body: unknown = {}) =>
  fetch(`${sandbox.url}/_sandbox${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const state = async () => (await (await fetch(`${sandbox.url}/_sandbox/state`)).json()) as SandboxState

const idOf = async (email: string): Promise<number> => (await dotdigital.contacts.findByEmail(email))?.contactId ?? 0

const collected = async <T>(all: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = []
  for await (const item of all) items.push(item)
  return items
}

describe('a contact', () => {
  it('is created unsubscribed, and found by address and by id', async () => {
    const { contactId } = await dotdigital.contacts.create({
      email: 'new/#?@example.com',
      status: 'unsubscribed',
      dataFields: { FIRSTNAME: 'New', MP_ORDERS: 2 },
    })

    expect(await dotdigital.contacts.byId(contactId)).toMatchObject({
      email: 'new/#?@example.com',
      status: 'unsubscribed',
    })
    expect(await dotdigital.contacts.findByEmail('new/#?@example.com')).toMatchObject({
      contactId,
      dataFields: { FIRSTNAME: 'New', MP_ORDERS: 2 },
    })
  })

  it('is found although its address holds a plus', async () => {
    expect(await dotdigital.contacts.findByEmail('jane+shop@example.com')).toMatchObject({
      status: 'subscribed',
      optInType: 'Double',
    })
  })

  it('is undefined where Dotdigital has none', async () => {
    expect(await dotdigital.contacts.findByEmail('nobody@example.com')).toBeUndefined()
    expect(await dotdigital.contacts.byId(1)).toBeUndefined()
  })

  it('is refused as existing where the address is taken, and the failure does not tell the address', async () => {
    const failure: unknown = await dotdigital.contacts
      .create({ email: 'JOE@example.com', status: 'unsubscribed' })
      .catch((thrown: unknown) => thrown)

    expect(failure).toBeInstanceOf(AlreadyExists)
    expect(String(failure)).not.toMatch(/joe/i)
  })

  it('is refused with a data field the account does not have', async () => {
    const creating = dotdigital.contacts.create({
      email: 'new@example.com',
      status: 'unsubscribed',
      dataFields: { MP_X: 1 },
    })

    await expect(creating).rejects.toThrow(RequestRefused)
  })
})

describe('the list', () => {
  it('comes page by page to its end', async () => {
    const first = await dotdigital.contacts.list({ limit: 2 })
    const second = await dotdigital.contacts.list({ limit: 2, marker: first.next })

    expect([first.contacts.length, second.contacts.length, second.next]).toEqual([2, 1, undefined])
    expect(await collected(dotdigital.contacts.all({ limit: 1 }))).toEqual([...first.contacts, ...second.contacts])
  })

  it('holds the statuses of the e-mail channel', async () => {
    const all = await collected(dotdigital.contacts.all())

    expect(all.map(({ status }) => status)).toEqual(['subscribed', 'unsubscribed', 'hard-bounced'])
  })

  it('brings data fields, and how much consent there is, where it is asked to', async () => {
    const text = { text: 'Yes', dateTimeConsented: '2026-11-19T12:00:00Z', url: 'https://example.com' }
    await dotdigital.contacts.create({
      ...({ email: 'new@example.com', status: 'subscribed' } as const),
      consent: [{ ...text, ipAddress: '192.0.2.1', userAgent: 'a browser' }],
      dataFields: { FIRSTNAME: 'New', MP_ORDERS: 2, MP_SPEND: 3 },
    })

    const [plain] = (await dotdigital.contacts.list()).contacts.slice(-1)
    const [whole] = (
      await dotdigital.contacts.list({ withConsent: true, dataFields: ['MP_ORDERS', 'MP_SPEND'] })
    ).contacts.slice(-1)

    expect(plain).toMatchObject({ dataFields: {} })
    expect(plain?.consentRecords).toBeUndefined()
    expect(whole).toMatchObject({ dataFields: { MP_ORDERS: 2, MP_SPEND: 3 }, consentRecords: 1 })
  })

  it('can be of what changed since', async () => {
    await control('/contacts/jane+shop@example.com/status', { status: 'unsubscribed', at: '2030-01-01T00:00:00.000Z' })

    const changed = await collected(dotdigital.contacts.all({ modifiedSince: new Date('2029-12-31T00:00:00Z') }))

    expect(changed).toMatchObject([{ email: 'jane+shop@example.com', status: 'unsubscribed' }])
  })
})

describe('an import', () => {
  it('reports what it updated and what it did not', async () => {
    const joe = await idOf('joe@example.com')
    const jane = await idOf('jane+shop@example.com')
    const importId = await dotdigital.contacts.import([
      { contactId: joe, dataFields: { MP_ORDERS: 3 } },
      { contactId: 999_999, dataFields: { MP_ORDERS: 1 } },
      { contactId: jane, dataFields: { MP_ORDERS: 'many' } },
    ])
    const before = await dotdigital.contacts.importStatus(importId)
    await control('/clock', { advanceSeconds: 1 })

    expect(before).toMatchObject({ state: 'running', vendorState: 'NotFinished' })
    expect(await dotdigital.contacts.importStatus(importId)).toMatchObject({
      state: 'finished',
      updated: [joe],
      created: [],
      failures: [
        { contactId: 999_999, code: 'invalidContactId' },
        { contactId: jane, code: 'apiSchemaViolation' },
      ],
    })
    expect(await dotdigital.contacts.byId(joe)).toMatchObject({ status: 'unsubscribed', dataFields: { MP_ORDERS: 3 } })
  })

  it('creates nobody and changes no status', async () => {
    const before = await state()
    await dotdigital.contacts.import(
      [...before.contacts, { contactId: 5 }].map(({ contactId }) => ({ contactId, dataFields: { MP_ORDERS: 1 } })),
    )
    await control('/clock', { advanceSeconds: 1 })

    const after = await state()
    expect(after.contacts.map(({ emailStatus }) => emailStatus)).toEqual(
      before.contacts.map(({ emailStatus }) => emailStatus),
    )
    expect(after.contacts.every(({ dataFields }) => dataFields['MP_ORDERS'] === 1)).toBe(true)
  })

  it('waits for a slot while 25 are running', async () => {
    const updates = [{ contactId: 1001, dataFields: { MP_ORDERS: 1 } }]
    for (let running = 0; running < 25; running += 1) await dotdigital.contacts.import(updates)

    await expect(dotdigital.contacts.import(updates)).rejects.toThrow(JobSlotsTaken)
    await control('/clock', { advanceSeconds: 1 })
    await expect(dotdigital.contacts.import(updates)).resolves.toMatch(/-/)
  })

  it('is not found where Dotdigital knows nothing of it', async () => {
    expect(await dotdigital.contacts.importStatus(randomUUID())).toMatchObject({ state: 'not-found', failures: [] })
  })
})

describe('suppressions', () => {
  it('are everybody who was taken off since, and why', async () => {
    const since = async (date: string) => collected(dotdigital.suppressions.since(new Date(date)))

    expect(await since('2026-11-01T08:00:00Z')).toMatchObject([
      {
        email: 'joe@example.com',
        status: 'unsubscribed',
        reason: 'Unsubscribed',
        dateRemoved: '2026-11-01T08:00:00.000Z',
      },
      {
        email: 'bob@example.com',
        status: 'hard-bounced',
        reason: 'HardBounced',
        contactId: await idOf('bob@example.com'),
      },
    ])
    expect(await since('2026-11-01T08:00:01Z')).toMatchObject([{ email: 'bob@example.com' }])
    expect(await since('2026-12-01T00:00:00Z')).toEqual([])
  })
})

describe('an opt-out', () => {
  it('is passed on, and told among those who unsubscribed', async () => {
    await dotdigital.suppressions.unsubscribe('jane+shop@example.com')

    const since = await collected(dotdigital.suppressions.unsubscribedSince(new Date('2026-11-01T08:00:00Z')))
    expect(since.map(({ email }) => email).toSorted()).toEqual(['jane+shop@example.com', 'joe@example.com'])
    expect(await dotdigital.contacts.findByEmail('jane+shop@example.com')).toMatchObject({ status: 'unsubscribed' })
  })
})

describe('data fields', () => {
  it('are deleted, and it is done as well where there was none', async () => {
    expect(await dotdigital.dataFields.delete('MP_ORDERS')).toEqual({ isDeleted: true })
    expect(await dotdigital.dataFields.delete('MP_ORDERS')).toEqual({ isDeleted: true })
    expect((await dotdigital.dataFields.list()).map(({ name }) => name)).not.toContain('MP_ORDERS')
  })

  it('stay where something uses them, which is named', async () => {
    expect(await dotdigital.dataFields.delete('MP_SPEND')).toEqual({
      isDeleted: false,
      usedBy: [expect.stringMatching(/campaign/i)],
    })
    expect((await dotdigital.dataFields.list()).map(({ name }) => name)).toContain('MP_SPEND')
  })

  it('stay where a 409 says so', async () => {
    await control('/faults', [{ do: 'status', status: 409, match: { method: 'DELETE' } }])

    expect(await dotdigital.dataFields.delete('MP_ORDERS')).toEqual({ isDeleted: false, usedBy: [] })
  })

  it('are listed and created once', async () => {
    const field = { name: 'MP_LAST', type: 'Date', visibility: 'Private' } as const
    await dotdigital.dataFields.create(field)

    expect(await dotdigital.dataFields.list()).toContainEqual({ ...field, defaultValue: undefined })
    await expect(dotdigital.dataFields.create({ ...field, name: 'mp_last' })).rejects.toThrow(AlreadyExists)
  })

  it('are refused with a name of more than 20 characters', async () => {
    const creating = dotdigital.dataFields.create({
      name: 'MP_A_NAME_THAT_IS_TOO',
      type: 'String',
      visibility: 'Private',
    })

    await expect(creating).rejects.toThrow(RequestRefused)
  })
})
