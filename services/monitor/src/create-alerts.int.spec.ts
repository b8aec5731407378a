import { embeddedBus } from '@concord/messaging'
import { createMetrics, httpOf, listen, onlyReaders, parseConcordConfig, peopleOf, silentLog } from '@concord/runtime'
import { openDatabase } from '@concord/storage'
import { freshDatabase } from '@concord/testing'
import request from 'supertest'
import { expect, it } from 'vitest'
import { schema, type Tables } from './adapters/tables.js'
import { createService } from './create-service.js'
import { hash } from './testing/opened.js'

const [ofReaders, ofOlga] = ['token-of-readers-1', 'token-of-olga-0001']

it('watches by itself, reads the metrics of others over HTTP, and shows over HTTP what is wrong', async () => {
  const { url, drop } = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
  const database = await openDatabase({ url })
  const bus = embeddedBus({ log: silentLog })
  const others = createMetrics()
  others.watchService({ name: 'dd-publisher', status: async () => ({}) })
  const quiet = { name: 'dd-publisher', start: async () => undefined, stop: async () => undefined } as const
  const publisher = await listen(
    httpOf({ ...quiet, status: async () => ({}) }, silentLog, onlyReaders(ofReaders), { metrics: others }),
    0,
  )
  const config = parseConcordConfig(`
marketplaces: {}
accounts:
  main: { newContacts: unsubscribed }
alerts:
  credentials: [{ name: Mirakl key, expiresOn: '2020-01-01' }]
`)
  const people = peopleOf([{ name: 'Olga', role: 'operator', token: ofOlga }], ofReaders)
  const service = createService({
    ...{ database, bus, people, log: silentLog, vault: { hash } },
    alerting: {
      ...{ config, metrics: createMetrics(), urls: [{ name: 'dd-publisher', url: publisher.url }], token: ofReaders },
      ...{ hosts: [], channels: {}, lookEveryMs: 100 },
    },
  })
  const app = httpOf(service, silentLog, onlyReaders(ofReaders))
  const get = (path: string) => request(app).get(path).set('authorization', `Bearer ${ofReaders}`)
  try {
    await service.start()
    const types = async () =>
      ((await get('/v1/alerts?state=standing')).body.alerts as { type: string }[]).map(({ type }) => type)
    await expect.poll(types).toEqual(['credential-expiring'])

    const seen = await database
      .schema<Tables>(schema)
      .selectFrom('alerts')
      .select('facts')
      .where('type', '=', 'no-data')
      .execute()
    expect(seen.map(({ facts }) => facts.blanks['where'])).toEqual(
      expect.arrayContaining(['ingest-gateway, identity-resolver, consent-guard', 'monitor']),
    )
    expect(seen.map(({ facts }) => facts.blanks['where'])).not.toContain('dd-publisher')
    const [{ id } = { id: '' }] = (await get('/v1/alerts')).body.alerts as { id: string }[]
    const acknowledged = await request(app)
      .post(`/v1/alerts/${id}/acknowledge`)
      .set('authorization', `Bearer ${ofOlga}`)
      .send({})
    expect(acknowledged.body).toMatchObject({ id, acknowledgedBy: 'Olga', severity: 'critical' })
  } finally {
    await service.stop()
    await publisher.close()
    await bus.close()
    await database.close()
    await drop()
  }
})
