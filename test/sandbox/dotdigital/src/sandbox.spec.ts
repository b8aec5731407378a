import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Ask, people, started, stopAll, textOf } from './testing.js'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sandbox-'))
})

afterEach(async () => {
  await stopAll()
  rmSync(directory, { recursive: true })
})

const world = { ...people, programs: [{ id: 3, name: 'Reviews' }] }

const insightImport = (records: readonly { key: string; json: unknown }[]) => ({
  collectionName: 'Orders',
  collectionScope: 'contact',
  collectionType: 'orders',
  records: records.map((record) => ({ ...record, contactIdentity: { identifier: 'contactId', value: '1001' } })),
})

describe('the journal', () => {
  const written = async (ask: Ask) => {
    await ask('POST', '/contacts/v3', { identifiers: { email: 'new@example.com' } })
    await ask('POST', '/v2/data-fields', { name: 'MP_ORDERS', type: 'Numeric' })
    await ask('PUT', '/insightData/v3/import', insightImport([{ key: '1', json: { total: 1 } }]))
    await ask('POST', '/v2/programs/enrolments', { programId: 3, contacts: [1001, 1002] })
    await ask('POST', '/_sandbox/clock', { advanceSeconds: 1 })
    await ask('POST', '/v2/email/triggered-campaign/batch', [{ toAddresses: ['jane@example.com'], campaignId: 12 }])
    await ask('DELETE', '/contacts/v3/email/bob@example.com')
  }

  it('holds all that was answered, although the process never ended in order', async () => {
    const journalPath = join(directory, 'journal.jsonl')
    const first = await started({ world, journalPath })
    await written(first)
    const before = await first('GET', '/_sandbox/state')

    const second = await started({ world, journalPath })

    expect((await second('GET', '/_sandbox/state')).body).toEqual(before.body)
    expect(before.body).toMatchObject({
      outbox: [{ campaignId: 12 }],
      records: { Orders: { 1: { ownerContactId: 1001 } } },
    })
  })

  it('finishes an import after the process that accepted it is gone', async () => {
    const journalPath = join(directory, 'journal.jsonl')
    const first = await started({ world, journalPath })
    const { body } = await first('PUT', '/insightData/v3/import', insightImport([{ key: '1', json: { total: 1 } }]))

    const second = await started({ world, journalPath })
    await second('POST', '/_sandbox/clock', { advanceSeconds: 1 })

    expect((await second('GET', `/insightData/v3/import/${textOf(body.importId)}`)).body).toMatchObject({
      status: 'Finished',
    })
  })

  it('drops a torn last line, and goes on behind the whole ones', async () => {
    const journalPath = join(directory, 'journal.jsonl')
    await written(await started({ world, journalPath }))
    appendFileSync(journalPath, '[{"fact":"contact-del')

    const second = await started({ world, journalPath })
    await second('POST', '/contacts/v3', { identifiers: { email: 'later@example.com' } })
    const third = await started({ world, journalPath })

    expect((await third('GET', '/contacts/v3/email/later@example.com')).status).toBe(200)
  })

  it('is emptied by a reset, but for the world', async () => {
    const journalPath = join(directory, 'journal.jsonl')
    const first = await started({ world, journalPath })
    await written(first)
    await first('POST', '/_sandbox/reset')

    const second = await started({ world, journalPath })

    expect((await second('GET', '/_sandbox/summary')).body).toEqual({
      contacts: 3,
      records: {},
      sends: {},
      enrolments: {},
    })
  })
})
