import { afterEach, describe, expect, it } from 'vitest'
import { started, stopAll, textOf } from '../testing.js'
import { allSteps, hook, secret, subscribe } from './testing-webhooks.js'

afterEach(stopAll)

describe('a webhook configuration', () => {
  const url = 'https://crm.example.com/hook'

  it('is created, read, changed whole and deleted, and kept for who asks for deleted ones', async () => {
    const ask = await started()

    const created = await subscribe(ask, hook(url, ['message.sent']))
    const path = `/cpaas/webhooks/${textOf(created.body['id'])}`
    const changed = await ask('PUT', path, { name: 'other', url })
    const deleted = await ask('DELETE', path)

    expect(created).toMatchObject({ status: 201, body: { name: 'mine', url, secret, batch: false } })
    expect(changed.body).toMatchObject({ id: created.body['id'], name: 'other', subscriptions: [] })
    expect(changed.body['secret']).toBeUndefined()
    expect(deleted.status).toBe(204)
    expect((await ask('GET', path)).status).toBe(404)
    expect((await ask('GET', '/cpaas/webhooks')).body).toEqual([])
    expect((await ask('GET', `${path}?includeDeleted=true`)).body).toMatchObject({ name: 'other' })
    expect((await ask('GET', '/cpaas/webhooks?includeDeleted=true')).body).toMatchObject([{ name: 'other' }])
    expect((await ask('PUT', `${path}?includeDeleted=true`, hook(url))).status).toBe(404)
  })

  it('is only changed at the version it was made for', async () => {
    const ask = await started()
    const created = await subscribe(ask, hook(url))
    const path = `/cpaas/webhooks/${textOf(created.body['id'])}`
    const tag = { 'if-match': created.headers.get('etag') ?? '' }

    expect((await ask('PUT', path, hook(url), tag)).status).toBe(200)
    expect((await ask('PUT', path, hook(url), tag)).status).toBe(412)
    expect((await ask('DELETE', path, undefined, tag)).status).toBe(412)
    expect((await ask('DELETE', path, undefined, { 'if-match': '*' })).status).toBe(204)
  })

  it.each([
    [{ name: '' }],
    [{ url: 'crm' }],
    [{ subscriptions: [{ type: 'message.lost' }] }],
    [{ subscriptions: [{ type: 'message.sent', filters: [{ name: 'colour', value: 'red' }] }] }],
    [{ maxBatchSize: 501 }],
    [{ batchTimeout: 61 }],
  ])('is refused with %j', async (change) => {
    const ask = await started()

    expect((await subscribe(ask, { ...hook(url), ...change })).status).toBe(400)
  })

  it('knows which events there are, and which of them go together', async () => {
    const ask = await started()
    const types = Object.values((await ask('GET', '/cpaas/webhooks/availableevents')).body).map(
      (event) => event?.['type'],
    )

    expect(types).toEqual(expect.arrayContaining([...allSteps, 'complaint.received', 'interaction.click']))
    expect((await ask('GET', '/cpaas/webhooks/availabletemplates')).body).toMatchObject([
      { name: 'messageReceipts' },
      {},
    ])
  })
})
