import { expect, it } from 'vitest'
import { readStatus } from './consent-status.js'
import { toContact, WireContact } from './contact.js'

const read = (wire: object) =>
  toContact(
    WireContact.parse({ contactId: 7, created: '', updated: '', identifiers: {}, ...wire }),
    (word) => readStatus(word).status,
  )

it('takes no binned contact for a subscriber, whatever its channel says', () => {
  const contact = read({ status: 'binned', channelProperties: { email: { status: 'subscribed' } } })

  expect(contact.status).toBe('blocked')
})

it('takes no contact without an e-mail channel for a subscriber', () => {
  expect(read({ status: 'subscribed', channelProperties: { sms: { status: 'subscribed' } } }).status).toBe(
    'not-subscribed',
  )
  expect(read({ status: 'subscribed' }).status).toBe('not-subscribed')
})

it('keeps what the channel says of a bounce', () => {
  const contact = read({ status: 'suppressed', channelProperties: { email: { status: 'hardBounced' } } })

  expect(contact).toMatchObject({ status: 'hard-bounced', vendorStatus: 'hardBounced' })
})
