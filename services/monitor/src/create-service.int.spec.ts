import { embeddedBus } from '@concord/messaging'
import { httpOf, onlyReaders, parseConcordConfig, peopleOf, silentLog } from '@concord/runtime'
import { openDatabase } from '@concord/storage'
import { freshDatabase } from '@concord/testing'
import request from 'supertest'
import { expect, it } from 'vitest'
import { createService } from './create-service.js'
import { key, minute, settled, waiting } from './testing/messages.js'
import { hash } from './testing/opened.js'

const [ofReaders, ofOlga, ofAda] = ['token-of-readers-1', 'token-of-olga-0001', 'token-of-ada-00001']

const config = parseConcordConfig(`
marketplaces: { north: { account: main, links: { order: 'https://north.example.org/{orderId}' } } }
accounts: { main: { newContacts: never } }
`)

it('shows over HTTP what it hears on the bus, and keeps what people do about it', async () => {
  const { url, drop } = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
  const database = await openDatabase({ url })
  const bus = embeddedBus({ log: silentLog })
  const people = peopleOf(
    [
      { name: 'Olga', role: 'operator', token: ofOlga },
      { name: 'Ada', role: 'admin', token: ofAda },
    ],
    ofReaders,
  )
  const service = createService({ database, bus, people, log: silentLog, vault: { hash }, config })
  const app = httpOf(service, silentLog, onlyReaders(ofReaders))
  const get = (path: string, token: string) => request(app).get(path).set('authorization', `Bearer ${token}`)
  try {
    await service.start()
    await bus.publish([waiting({ state: 'waiting', reason: 'rejected-by-dotdigital', detail: 'too long' }, { at: 1 })])
    const found = async () => (await get('/v1/exceptions?state=open', ofReaders)).body.exceptions as { id: string }[]
    await expect.poll(async () => (await found()).length).toBe(1)
    const [{ id } = { id: '' }] = await found()

    const assigned = await request(app)
      .post(`/v1/exceptions/${id}/assign`)
      .set('authorization', `Bearer ${ofOlga}`)
      .send({ assignee: 'Ada' })
    expect([assigned.status, assigned.body.assignee]).toEqual([200, 'Ada'])

    await bus.publish([settled({ state: 'delivered', reason: 'published' }, { recordversion: 'v2', at: 2 })])
    await expect.poll(async () => (await found()).length).toBe(0)
    expect((await get(`/v1/exceptions/${id}`, ofReaders)).body).toMatchObject({
      exception: { about: { key }, state: 'resolved', resolvedBy: 'newer-success', resolvedAt: minute(2) },
      history: [{ who: 'Olga', action: 'assign' }],
    })
    expect((await get('/v1/audit', ofAda)).body.deeds).toMatchObject([{ who: 'Olga', about: id }])
    expect((await get('/v1/books/records', ofReaders)).body.lines).toHaveLength(2)
    expect((await request(app).get('/v1/configuration')).status).toBe(401)
    expect((await get('/v1/configuration', ofReaders)).body).toEqual({
      configuration: expect.objectContaining({ accounts: { main: expect.objectContaining({ newContacts: 'never' }) } }),
      ...{ hash: expect.stringMatching(/^[0-9a-f]{64}$/), since: expect.any(String) },
    })
  } finally {
    await service.stop()
    await bus.close()
    await database.close()
    await drop()
  }
})
