import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Ask, later, people, started, stopAll, textOf } from '../testing.js'

const world = { ...people, preferences: [{ id: 27, publicName: 'Books' }] }
let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sandbox-'))
})

afterEach(async () => {
  await stopAll()
  rmSync(directory, { recursive: true })
})

const jane = 'jane@example.com'
const questions = [
  '/v2/address-books',
  '/v2/address-books/7/contacts',
  '/v2/address-books/7/contacts/unsubscribed-since/2026-01-01',
  '/v2/preferences',
  `/v2/contacts/${jane}/subscriptions`,
  '/v2/data-fields',
  '/v2/custom-from-addresses',
  '/v2/email/stats/since-date/2026-11-01',
  '/cpaas/webhooks',
  '/insightData/v3/collections',
  '/insightData/v3/contacts/Visit',
]

/** But for links, which name the port. */
const told = (ask: Ask) =>
  Promise.all(
    questions.map(async (path) => {
      const { body } = await ask('GET', path)
      return [path, body['_items'] ?? body]
    }),
  )

const live = async (ask: Ask): Promise<void> => {
  await ask('POST', '/v2/address-books', { name: 'Reviewers' })
  await ask('DELETE', '/v2/address-books/8')
  await ask('POST', '/v2/address-books/7/contacts/unsubscribe', { email: jane })
  await ask('PUT', `/v2/contacts/${jane}/preferences`, [{ id: 27, isOptedIn: true }])
  await ask('POST', '/v2/preferences', { publicName: 'A', privateName: 'A' })
  await ask('DELETE', '/v2/preferences/28')
  await ask('POST', '/v2/data-fields', { name: 'POINTS', type: 'Numeric' })
  await ask('DELETE', '/v2/data-fields/POINTS')
  await ask('POST', '/v2/email', { toAddresses: [jane], subject: 'A', plainTextContent: 'B' })
  await ask('POST', '/cpaas/webhooks', { name: 'mine', url: 'https://crm.example.com/hook' })
  await ask('POST', '/v2/contacts/resubscribe', { unsubscribedContact: { email: 'joe@example.com' } })
  await ask('POST', '/events/v3/import', [{ contactIdentity: { identifier: 'email', value: jane }, type: 'Visit' }])
}

it('holds all that was answered, and what is still to be done', async () => {
  const journalPath = join(directory, 'journal.jsonl')
  const first = await started({ world, journalPath })
  await live(first)
  await later(first)
  const before = await told(first)

  const second = await started({ world, journalPath })

  expect(await told(second)).toEqual(before)
  expect((await second('POST', '/v2/address-books', { name: 'Another' })).body['id']).toBe(10)
  expect((await second('POST', '/_sandbox/contacts/joe@example.com/answer-challenge')).status).toBe(200)
})

it('finishes what another process accepted', async () => {
  const journalPath = join(directory, 'journal.jsonl')
  const first = await started({ world, journalPath })
  const { body } = await first('POST', '/v2/address-books/7/contacts/delete-all')

  const second = await started({ world, journalPath })
  await later(second)

  expect((await second('GET', `/v2/contacts/deletion/${textOf(body['id'])}`)).body['status']).toBe('Completed')
  expect((await second('GET', '/v2/address-books/7')).body['contacts']).toBe(0)
})

it('forgets all of it at a reset, but for the world', async () => {
  const ask = await started({ world, settings: { importMs: 0 } })
  const before = await told(ask)
  await live(ask)

  await ask('POST', '/_sandbox/reset')

  expect(await told(ask)).toEqual(before)
  expect((await ask('POST', '/v2/address-books', { name: 'Another' })).body['id']).toBe(9)
})
