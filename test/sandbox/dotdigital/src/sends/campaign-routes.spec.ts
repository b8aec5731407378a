import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, later, people, started, stopAll, textOf } from '../testing.js'

afterEach(stopAll)

const world = { ...people, fromAddresses: ['shop@example.com', 'help@example.com'] }
const triggered = { toAddresses: ['jane@example.com'], campaignId: 12 }
const outbox = async (ask: Ask) => (await ask('GET', '/_sandbox/state')).body['outbox']

describe('a triggered campaign', () => {
  it('is sent with its personalisation', async () => {
    const ask = await started({ world })
    const personalizationValues = [{ name: 'ORDER', value: '{"id":1}' }]

    await ask('POST', '/v2/email/triggered-campaign', { ...triggered, personalizationValues })

    const personalization = { ORDER: '{"id":1}' }
    expect(await outbox(ask)).toMatchObject([{ kind: 'triggered-campaign', campaignId: 12, personalization }])
  })

  it.each([
    [{ campaignId: 99 }, 'ERROR_CAMPAIGN_NOT_FOUND'],
    [{ personalizationValues: [{ name: 'A', value: 1 }] }, 'ERROR_INVALID_PERSONALISATION_VALUES'],
    [{ personalizationValues: [{ name: 'A' }] }, 'ERROR_INVALID_PERSONALISATION_VALUES'],
  ])('is refused with %j', async (change, code) => {
    const ask = await started({ world })

    const answer = await ask('POST', '/v2/email/triggered-campaign', { ...triggered, ...change })

    expect(answer).toMatchObject({ status: 400, body: { message: `Error: ${code}` } })
  })
})

describe('a campaign', () => {
  const send = (ask: Ask, body: object) => ask('POST', '/v2/campaigns/send', { campaignId: 12, ...body })

  it('goes to those named and listed who may be written to, each once', async () => {
    const ask = await started({ world })

    const { body } = await send(ask, { contactIds: [1001, 1002], addressBookIds: [7] })
    const under = await ask('GET', `/v2/campaigns/send/${textOf(body['id'])}`)
    await later(ask)

    expect([body['status'], under.body['status']]).toEqual(['Sending', 'Sending'])
    expect((await ask('GET', `/v2/campaigns/send/${textOf(body['id'])}`)).body['status']).toBe('Sent')
    expect(await outbox(ask)).toMatchObject([{ kind: 'campaign', campaignId: 12, to: ['jane@example.com'] }])
    expect((await ask('GET', '/v2/address-books/7/campaigns')).body).toMatchObject([{ id: 12, name: 'Shipped' }])
    expect((await ask('GET', '/v2/address-books/8/campaigns')).body).toEqual([])
  })

  it('waits for its date, and keeps its list until then', async () => {
    const ask = await started({ world })

    const { body } = await send(ask, { addressBookIds: [7], sendDate: '2026-11-21T12:00:00Z' })
    await later(ask, 3600)

    expect(body['status']).toBe('Scheduled')
    expect(await outbox(ask)).toEqual([])
    expect((await ask('DELETE', '/v2/address-books/7')).body).toEqual({ message: 'Error: ERROR_ADDRESSBOOK_IN_USE' })
    await later(ask, 86_400)
    expect(await outbox(ask)).toHaveLength(1)
  })

  it.each([
    [{ campaignId: 99 }, 404, 'ERROR_CAMPAIGN_NOT_FOUND'],
    [{ contactIds: [4711] }, 404, 'ERROR_CONTACT_NOT_FOUND'],
    [{ addressBookIds: [99] }, 404, 'ERROR_ADDRESSBOOK_NOT_FOUND'],
    [{ sendDate: 'soon' }, 400, 'ERROR_CAMPAIGN_SEND_INVALID'],
    [{ contactIds: ['1'] }, 400, 'ERROR_CAMPAIGN_SEND_INVALID'],
  ])('is not sent with %j', async (change, status, code) => {
    const ask = await started({ world })

    expect(await send(ask, change)).toMatchObject({ status, body: { message: `Error: ${code}` } })
  })

  it('is listed page by page', async () => {
    const ask = await started({ world })

    expect((await ask('GET', '/v2/campaigns?select=1&skip=0')).body).toMatchObject([{ id: 12, name: 'Shipped' }])
    expect((await ask('GET', '/v2/campaigns?select=1&skip=1')).body).toEqual([])
    expect((await ask('GET', '/v2/campaigns/12')).body).toMatchObject({ name: 'Shipped' })
    expect((await ask('GET', '/v2/campaigns/13')).status).toBe(404)
  })
})
