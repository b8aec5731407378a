import { randomUUID } from 'node:crypto'
import type { Message } from '@concord/contracts'
import { type Bus, rabbitMqBus } from '@concord/messaging'
import { httpOf, onlyReaders, silentLog } from '@concord/runtime'
import { type Database, openDatabase } from '@concord/storage'
import { freshDatabase, waitFor } from '@concord/testing'
import request from 'supertest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { schema, type Tables } from './adapters/tables.js'
import { createService } from './create-service.js'
import { key, waiting } from './testing/messages.js'
import { hash } from './testing/opened.js'

const seal = {
  seal: (text: string) => Buffer.from(text).toString('base64'),
  open: (sealed: string) => Buffer.from(sealed, 'base64').toString(),
}
const prefetch = { realtime: 1, bulk: 1 }
const until = (condition: () => boolean | Promise<boolean>, what: string) =>
  waitFor(condition, { limitMs: 20_000, what })

describe('a retry', () => {
  let database: Database
  let drop: () => Promise<void>
  let prefix: string
  const buses: Bus[] = []
  const heard: Message[] = []
  beforeEach(async () => {
    const fresh = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
    drop = fresh.drop
    database = await openDatabase({ url: fresh.url })
    prefix = `retry-${randomUUID().slice(0, 8)}.`
    heard.length = 0
    const handler = async (message: Message) => (heard.push(message), [])
    await busOf().consume({ service: 'ingest-gateway', prefetch, handler })
  })
  afterEach(async () => {
    for (const bus of buses.splice(0)) await bus.close()
    await database.close()
    await drop()
  })

  const busOf = (): Bus => {
    const url = process.env['RABBITMQ_URL'] ?? ''
    const bus = rabbitMqBus({ ...{ url, seal, prefix, log: silentLog, ladderMs: [20, 40] } })
    buses.push(bus)
    return bus
  }
  const running = async (bus: Bus) => {
    const people = () => ({ name: 'Olga', role: 'operator' }) as const
    const service = createService({ database, bus, people, log: silentLog, vault: { hash } })
    await service.start()
    return { service, app: httpOf(service, silentLog, onlyReaders(undefined)) }
  }
  const openException = async (app: ReturnType<typeof httpOf>): Promise<string> => {
    const list = async () => (await request(app).get('/v1/exceptions?state=open')).body.exceptions as { id: string }[]
    await until(async () => (await list()).length === 1, 'the exception')
    return (await list())[0]?.id ?? ''
  }
  const untold = () => database.schema<Tables>(schema).selectFrom('commands').selectAll().execute()
  const commands = () => heard.filter(({ source }) => source === 'monitor')

  it('is told once, though the process is gone between its commit and its telling', async () => {
    const bus = busOf()
    const dying: Bus = { ...bus, publish: () => Promise.reject(new Error('it is gone')) }
    const first = await running(dying)
    await bus.publish([waiting({ state: 'waiting', reason: 'rejected-by-dotdigital', detail: 'too long' })])
    const id = await openException(first.app)
    expect((await request(first.app).post(`/v1/exceptions/${id}/retry`).send({})).status).toBe(200)
    await first.service.stop()
    expect([commands(), await untold()]).toMatchObject([[], [{}]])

    const second = await running(busOf())
    await until(async () => (await untold()).length === 0, 'the telling')
    await until(() => commands().length > 0, 'the command')
    await second.service.stop()

    expect(commands()).toMatchObject([{ type: 'command.replay.v1', data: { keys: [key] } }])
    expect((await request(second.app).get(`/v1/exceptions/${id}`)).body.history).toMatchObject([
      { who: 'Olga', action: 'retry', before: { state: 'open' }, after: { asked: 'replay' } },
    ])
  }, 60_000)

  it('is told at once, and the exception has gone on by then', async () => {
    const { service, app } = await running(busOf())
    await (buses.at(-1) as Bus).publish([
      waiting({ state: 'waiting', reason: 'rejected-by-dotdigital', detail: 'too long' }),
    ])
    const id = await openException(app)
    await request(app).post(`/v1/exceptions/${id}/retry`).send({})

    await until(() => commands().length === 1, 'the command')
    const stateOf = async () => (await request(app).get(`/v1/exceptions/${id}`)).body.exception.resolvedBy as string
    await until(async () => (await stateOf()) === 'went-on', 'the exception to go on')
    await service.stop()
  }, 60_000)
})
