import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ConsentRecord } from './consent-records.js'
import type { ContactUpdate } from './contact-imports.js'
import { contacts, type Contacts, type NewContact } from './contacts.js'
import { lists } from './lists.js'
import { writesOf } from './testing/sent.js'

const never = { email: { resubscribeOptions: { resubscribeWithNoChallenge: false } } }

const contactId = fc.integer({ min: 1 })
/** What somebody might try to slip in past the types. */
const smuggled = fc.record(
  {
    status: fc.constant('subscribed'),
    email: fc.constant('new@example.com'),
    identifiers: fc.constant({ email: 'new@example.com' }),
    channelProperties: fc.constant({ email: { status: 'subscribed' } }),
    resubscribeOptions: fc.constant({ resubscribeWithNoChallenge: true }),
    matchIdentifier: fc.constant('email'),
  },
  { requiredKeys: [] },
)
const update: fc.Arbitrary<ContactUpdate> = fc
  .tuple(
    smuggled,
    contactId,
    fc.dictionary(fc.string(), fc.constantFrom('subscribed', 1, null)),
    fc.array(fc.nat(), { minLength: 1 }),
  )
  .map(([more, id, dataFields, ids]) => ({ ...more, contactId: id, dataFields, lists: ids }))
const consent: fc.Arbitrary<ConsentRecord> = fc
  .tuple(smuggled, fc.string())
  .map(([more, text]) => ({ ...more, text, dateTimeConsented: text, url: text, ipAddress: text, userAgent: text }))

const writes = (use: (of: Contacts) => Promise<unknown>) => writesOf((ask) => use(contacts(ask, () => 'unknown')))

describe('no write of a contact that exists', () => {
  it('can subscribe, resubscribe or create by an import', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(update, { minLength: 1 }), async (updates) => {
        const [sent] = await writes((of) => of.import(updates))

        expect(sent?.body).toEqual({
          mergeOption: 'overwrite',
          contacts: updates.map(({ contactId: id, dataFields, lists: ids }) => ({
            matchIdentifier: 'contactId',
            identifiers: { contactId: id },
            dataFields,
            lists: ids,
            channelProperties: never,
          })),
        })
      }),
    )
  })

  it('can subscribe or resubscribe by a change of one', async () => {
    const change = fc.oneof(
      update.map((one) => (of: Contacts) => of.update(one)),
      fc.tuple(contactId, fc.emailAddress()).map(
        ([id, email]) =>
          (of: Contacts) =>
            of.changeEmail(id, email),
      ),
      fc.tuple(contactId, fc.array(consent, { minLength: 1, maxLength: 5 })).map(
        ([id, records]) =>
          (of: Contacts) =>
            of.addConsent(id, records),
      ),
    )
    await fc.assert(
      fc.asyncProperty(change, async (make) => {
        const [sent, ...more] = await writes(make)

        expect(more).toEqual([])
        expect(sent).toMatchObject({ method: 'PATCH', values: { identifier: 'contactId' } })
        expect(sent?.body).toMatchObject({ channelProperties: never })
        expect(['identifiers', 'dataFields', 'lists', 'consentRecords', 'channelProperties']).toEqual(
          expect.arrayContaining(Object.keys(sent?.body as object)),
        )
      }),
    )
  })

  it('can subscribe by a list', async () => {
    const [sent] = await writesOf((ask) => lists(ask).add(7, 1001))

    expect(sent?.body).toEqual({ lists: [7], channelProperties: never })
  })
})

describe('a new contact', () => {
  it('cannot be said without its status, nor subscribed without the consent', () => {
    const email = 'new@example.com'
    const unsayable = (of: Contacts) => [
      // @ts-expect-error -- Dotdigital would subscribe it
      of.create({ email }),
      // @ts-expect-error -- nobody knows that it wants to be subscribed
      of.create({ email, status: 'subscribed' }),
    ]

    expect(unsayable).toBeTypeOf('function')
  })

  it('is unsubscribed, whatever else a caller without types says, or leaves out', async () => {
    const word = fc.oneof(fc.constantFrom(undefined, null, 'Subscribed', 'pendingOptIn', ['subscribed']), fc.anything())
    await fc.assert(
      fc.asyncProperty(word, smuggled, fc.array(consent), async (status, more, records) => {
        fc.pre(status !== 'subscribed')
        const untyped = { ...more, email: 'new@example.com', status, consent: records } as unknown as NewContact
        const [sent] = await writes((of) => of.create(untyped))

        expect(sent?.body).toEqual({
          identifiers: { email: 'new@example.com' },
          channelProperties: { email: { status: 'unsubscribed' } },
        })
      }),
    )
  })

  it('shows its consent where it is subscribed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(consent, { maxLength: 7 }), async (records) => {
        const writing = writes((of) => of.create({ email: 'new@example.com', status: 'subscribed', consent: records }))
        if (records.length < 1 || records.length > 5) {
          await expect(writing).rejects.toThrow(RangeError)
          return
        }
        const [sent] = await writing

        expect(sent?.body).toMatchObject({
          channelProperties: { email: { status: 'subscribed' } },
          consentRecords: records.map(({ text, userAgent }) => ({ text, userAgent })),
        })
      }),
    )
  })
})
