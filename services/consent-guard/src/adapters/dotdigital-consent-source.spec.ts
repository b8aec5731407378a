import { createDotdigital, type Dotdigital } from '@concord/dotdigital'
import { createDotdigitalSandbox, type DotdigitalSandbox, type EmailStatus } from '@concord/sandbox-dotdigital'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ConsentSource, Reading } from '../ports.js'
import { dotdigitalConsentSource } from './dotdigital-consent-source.js'

const now = (): Date => new Date('2026-03-01T12:00:00Z')
const learnedAt = now().toISOString()
const made = { contactId: expect.any(Number) as number, createdAt: learnedAt }

describe('what Dotdigital says of consent', () => {
  let sandbox: DotdigitalSandbox
  let dotdigital: Dotdigital
  let source: ConsentSource

  const open = async (contacts: readonly { email: string; status: EmailStatus }[]): Promise<void> => {
    sandbox = await createDotdigitalSandbox({ port: 0, now, world: { contacts: [...contacts] } })
    dotdigital = createDotdigital({ url: sandbox.url, user: 'user', password: 'password' })
    source = dotdigitalConsentSource(dotdigital, now)
  }
  beforeEach(() =>
    open([
      { email: 'ada@example.org', status: 'subscribed' },
      { email: 'grace@example.org', status: 'unsubscribed' },
    ]),
  )
  afterEach(async () => {
    await dotdigital.close()
    await sandbox.stop()
  })

  const control = async (path: string, body: object): Promise<void> => {
    const response = await fetch(`${sandbox.url}/_sandbox${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(response.status).toBe(200)
  }
  const changeStatus = (email: string, status: EmailStatus) => control(`/contacts/${email}/status`, { status })
  const all = async (pages: AsyncIterable<readonly Reading[]>): Promise<readonly Reading[]> => {
    const readings: Reading[] = []
    for await (const page of pages) readings.push(...page)
    return readings
  }
  const words = (readings: readonly Reading[]) => readings.map(({ email, fact: { status } }) => `${email} ${status}`)

  it('is read of every contact', async () => {
    expect(await all(source.contacts(undefined, []))).toEqual([
      { ...made, email: 'ada@example.org', fact: { status: 'subscribed', source: 'full-read', learnedAt } },
      { ...made, email: 'grace@example.org', fact: { status: 'unsubscribed', source: 'full-read', learnedAt } },
    ])
  })

  it('is as old as the question, not as the answer', async () => {
    const clock = [new Date('2026-03-01T12:00:00Z'), new Date('2026-03-01T12:00:09Z')]
    const slow = dotdigitalConsentSource(dotdigital, () => clock.shift() ?? new Date('2026-03-01T12:01:00Z'))

    const [first] = await all(slow.contacts(undefined, []))
    expect(first?.fact.learnedAt).toBe('2026-03-01T12:00:00.000Z')
    expect(clock).toHaveLength(1)
  })

  it('is read of contacts that changed since', async () => {
    await control('/clock', { advanceSeconds: 3_600 })
    await changeStatus('ada@example.org', 'unsubscribed')

    expect(await all(source.contacts(new Date('2026-03-01T12:30:00Z'), []))).toEqual([
      { ...made, email: 'ada@example.org', fact: { status: 'unsubscribed', source: 'modified', learnedAt } },
    ])
  })

  it.each([
    ['unsubscribed', 'unsubscribed'],
    ['hardBounced', 'hard-bounced'],
    ['ispComplained', 'complained'],
  ] as const)('says the same of %s by the list and by the contact', async (word, status) => {
    await control('/clock', { advanceSeconds: 3_600 })
    await changeStatus('ada@example.org', word)
    const since = new Date('2026-03-01T12:30:00Z')

    const bySuppression = await all(source.suppressions(since, []))
    expect(words(bySuppression)).toEqual([`ada@example.org ${status}`])
    expect(bySuppression[0]?.fact).toMatchObject({ source: 'suppressed-since', since: '2026-03-01T13:00:00.000Z' })
    expect(words(await all(source.contacts(since, [])))).toEqual([`ada@example.org ${status}`])
  })

  it('is of the same contact by the list and by the contact, in every scope', async () => {
    await control('/clock', { advanceSeconds: 3_600 })
    await changeStatus('ada@example.org', 'unsubscribed')
    const since = new Date('2026-03-01T12:30:00Z')
    const numbers = [...(await all(source.suppressions(since, []))), ...(await all(source.contacts(since, ['list:7'])))]

    expect(numbers).toHaveLength(3)
    expect(new Set(numbers.map(({ contactId }) => contactId))).toEqual(new Set([expect.any(Number)]))
  })

  it('is of no contact where Dotdigital knows none any more', async () => {
    const suppressions = {
      async *since() {
        yield { contactId: 0, email: 'ada@example.org', status: 'unsubscribed', reason: 'Unsubscribed' }
      },
    }
    const gone = dotdigitalConsentSource({ ...dotdigital, suppressions } as unknown as Dotdigital, now)

    expect((await all(gone.suppressions(now(), [])))[0]).not.toHaveProperty('contactId')
  })

  it('is read to the end, however many there are', async () => {
    await dotdigital.close()
    await sandbox.stop()
    const status = (index: number): EmailStatus => (index % 2 === 0 ? 'subscribed' : 'unsubscribed')
    await open(
      Array.from({ length: 2_300 }, (_none, index) => ({ email: `p${index}@example.org`, status: status(index) })),
    )

    expect(new Set(words(await all(source.contacts(undefined, [])))).size).toBe(2_300)
    expect(new Set(words(await all(source.suppressions(new Date('2000-01-01'), [])))).size).toBe(1_150)
  })

  it('breaks off where Dotdigital does, so that nobody takes the rest for unknown', async () => {
    await control('/faults', [{ match: { path: '/contacts/v3' }, do: 'status', status: 503 }])

    await expect(all(source.contacts(undefined, []))).rejects.toThrow()
  })

  describe('of a list and a preference', () => {
    const scopes = ['list:7', 'preference:4'] as const
    const since = new Date('2026-03-01T12:30:00Z')

    beforeEach(async () => {
      await dotdigital.close()
      await sandbox.stop()
      sandbox = await createDotdigitalSandbox({
        port: 0,
        now,
        world: {
          contacts: [
            { email: 'ada@example.org', status: 'subscribed' },
            { email: 'grace@example.org', status: 'subscribed' },
          ],
          lists: [{ id: 7, name: 'Buyers' }],
          preferences: [{ id: 4, publicName: 'Football' }],
        },
      })
      dotdigital = createDotdigital({ url: sandbox.url, user: 'user', password: 'password' })
      source = dotdigitalConsentSource(dotdigital, now)
      const [ada, grace] = (await dotdigital.contacts.list()).contacts
      await dotdigital.lists.add(7, ada?.contactId ?? 0)
      await dotdigital.lists.add(7, grace?.contactId ?? 0)
      await dotdigital.preferences.set(ada?.contactId ?? 0, [{ id: 4, isOptedIn: true }])
      await control('/clock', { advanceSeconds: 3_600 })
      await fetch(`${sandbox.url}/v2/address-books/7/contacts/unsubscribe`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa('user:password')}`, 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'grace@example.org' }),
      })
    })

    const said = (readings: readonly Reading[]) =>
      readings.map(({ email, scope, fact: { status } }) => `${email} ${scope ?? 'account'} ${status}`)

    it('every contact shows who is out of it, beside the account', async () => {
      expect(said(await all(source.contacts(undefined, scopes)))).toEqual([
        'ada@example.org account subscribed',
        'ada@example.org list:7 subscribed',
        'ada@example.org preference:4 subscribed',
        'grace@example.org account subscribed',
        'grace@example.org list:7 unsubscribed',
        'grace@example.org preference:4 unsubscribed',
      ])
    })

    it('the list itself tells who left it since, and when, though no contact changed', async () => {
      expect(await all(source.suppressions(since, scopes))).toEqual([
        {
          ...{ email: 'grace@example.org', contactId: made.contactId, scope: 'list:7' },
          fact: { status: 'unsubscribed', source: 'suppressed-since', learnedAt, since: '2026-03-01T13:00:00.000Z' },
        },
      ])
      expect(await all(source.suppressions(since, []))).toEqual([])
    })
  })
})
