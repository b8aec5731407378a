import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, people, started, stopAll } from '../testing.js'

afterEach(stopAll)

const world = { ...people, fromAddresses: ['shop@example.com', 'help@example.com'] }
const outbox = async (ask: Ask) => (await ask('GET', '/_sandbox/state')).body['outbox']

describe('a text message', () => {
  it('is in the outbox, whichever service was asked', async () => {
    const ask = await started({ world })

    const old = await ask('POST', '/v2/sms-messages/send-to/447700900123', { message: 'Words' })
    const fresh = await ask('POST', '/cpaas/messages', {
      to: { phoneNumber: '447700900123' },
      body: 'Words',
      rules: ['sms'],
    })

    expect([old.status, fresh.status]).toEqual([204, 201])
    const sms = { kind: 'sms', to: ['447700900123'], content: { text: 'Words' } }
    expect(await outbox(ask)).toMatchObject([sms, { ...sms, id: fresh.body['id'] }])
  })

  it.each([
    ['nobody', { message: 'Words' }, 'ERROR_SMS_INVALIDPHONENUMBER'],
    ['447700900123', { message: 'x'.repeat(1601) }, 'ERROR_SMS_INVALID'],
    ['447700900123', {}, 'ERROR_SMS_INVALID'],
  ])('to %s is refused', async (number, body, code) => {
    const ask = await started({ world })

    const answer = await ask('POST', `/v2/sms-messages/send-to/${number}`, body)

    expect(answer).toMatchObject({ status: 400, body: { message: `Error: ${code}` } })
  })
})
