import { randomUUID } from 'node:crypto'
import { createDotdigitalSandbox, type DotdigitalSandbox } from '@concord/sandbox-dotdigital'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDotdigital, type Dotdigital } from './client.js'
import { JobSlotsTaken, RequestRefused } from './errors.js'
import type { ContactRecord, InsightImportReport } from './insight-imports.js'

let sandbox: DotdigitalSandbox
let dotdigital: Dotdigital
const [jane, joe] = [1001, 1002]

beforeEach(async () => {
  sandbox = await createDotdigitalSandbox({
    port: 0,
    // The clock stands: only the control API moves it.
    now: () => new Date('2026-11-20T12:00:00Z'),
    world: {
      contacts: [
        { email: 'jane@example.com', status: 'subscribed' },
        { email: 'joe@example.com', status: 'subscribed' },
      ],
    },
  })
  dotdigital = createDotdigital({ url: sandbox.url, user: 'apiuser', password: 'secret' })
})

afterEach(async () => {
  await dotdigital.close()
  await sandbox.stop()
})

const advance = (seconds: number) =>
  fetch(`${sandbox.url}/_sandbox/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advanceSeconds: seconds }),
  })

const orders = (records: readonly ContactRecord[]) =>
  ({ collection: 'MP_Orders', scope: 'contact', type: 'orders', records }) as const

const imported = async (records: readonly ContactRecord[]): Promise<InsightImportReport> => {
  const importId = await dotdigital.insight.import(orders(records))
  await advance(1)
  return dotdigital.insight.importStatus(importId)
}

const collected = async <T>(all: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = []
  for await (const item of all) items.push(item)
  return items
}

describe('an insight import', () => {
  it('runs, finishes and can be read back', async () => {
    const importId = await dotdigital.insight.import(
      orders([{ key: 'mp-1/A', contactId: jane, json: { total: 12.5 } }]),
    )
    const before = await dotdigital.insight.importStatus(importId)
    await advance(1)

    expect(before).toMatchObject({ state: 'running', vendorState: 'NotStarted' })
    expect(await dotdigital.insight.importStatus(importId)).toEqual({
      state: 'finished',
      vendorState: 'Finished',
      failures: [],
    })
    expect(await dotdigital.insight.record({ collection: 'MP_Orders', contactId: jane, key: 'mp-1/A' })).toMatchObject({
      key: 'mp-1/A',
      contactId: jane,
      json: { total: 12.5 },
    })
  })

  it('holds back no record because of another', async () => {
    const report = await imported([
      { key: '1', contactId: jane, json: { total: 1, lines: [{ sku: 'a' }] } },
      { key: '2', contactId: 77, json: { total: 1 } },
      { key: '3', contactId: jane, json: { total: 'much' } },
      { key: '4', contactId: jane, json: { 'a name': 1 } },
      { key: '5', contactId: jane, json: { lines: {} } },
      { key: '6', contactId: jane, json: { lines: [[1]] } },
      { key: '7', contactId: joe, json: { total: 2, currency: 'EUR' } },
    ])

    expect(report.failures.map(({ key, reason }) => [key, reason])).toEqual([
      ['2', 'ContactIdDoesNotExist'],
      ['3', 'JsonValueIncompatibleWithSchema'],
      ['4', 'JsonKeyInvalidCharacters'],
      ['5', 'JsonValueIncompatibleWithSchema'],
      ['6', 'JsonContainsNestedArray'],
    ])
    expect(report.failures[1]?.details[0]).toMatch(/^A value named 'total' of type Number already exists/)
    const keys = (await collected(dotdigital.insight.records('MP_Orders'))).map(({ key, contactId }) => [
      key,
      contactId,
    ])
    expect(keys).toEqual([
      ['1', jane],
      ['7', joe],
    ])
  })

  it('locks types for later imports too', async () => {
    await imported([{ key: '1', contactId: jane, json: { total: 1 } }])

    const report = await imported([{ key: '1', contactId: jane, json: { total: '1.0' } }])

    expect(report.failures).toMatchObject([{ key: '1', reason: 'JsonValueIncompatibleWithSchema' }])
  })

  it('leaves a key with its contact, until it is deleted there', async () => {
    await imported([{ key: '1', contactId: jane, json: { total: 1 } }])
    const refused = await imported([{ key: '1', contactId: joe, json: { total: 1 } }])
    await dotdigital.insight.deleteRecord({ collection: 'MP_Orders', contactId: jane, key: '1' })
    const taken = await imported([{ key: '1', contactId: joe, json: { total: 1 } }])

    expect(refused.failures).toMatchObject([{ reason: 'KeyExistingForDifferentContact' }])
    expect(taken.failures).toEqual([])
    expect(await dotdigital.insight.record({ collection: 'MP_Orders', contactId: jane, key: '1' })).toBeUndefined()
  })

  it('waits for a slot while 5 are running', async () => {
    const batch = orders([{ key: '1', contactId: jane, json: {} }])
    for (let running = 0; running < 5; running += 1) await dotdigital.insight.import(batch)

    await expect(dotdigital.insight.import(batch)).rejects.toThrow(JobSlotsTaken)
  })

  it('is not found where Dotdigital knows nothing of it', async () => {
    expect(await dotdigital.insight.importStatus(randomUUID())).toMatchObject({ state: 'not-found' })
  })
})

describe('collections', () => {
  it('are made once, whoever asks', async () => {
    await dotdigital.insight.ensureCollection('MP_Sellers', 'account', 'custom')
    await dotdigital.insight.ensureCollection('MP_Sellers', 'account', 'custom')

    expect(await dotdigital.insight.collections()).toEqual([
      { name: 'MP_Sellers', scope: 'account', type: 'custom', recordCount: 0 },
    ])
  })

  it('are refused with a name that is none', async () => {
    await expect(dotdigital.insight.ensureCollection('my orders', 'contact', 'orders')).rejects.toThrow(RequestRefused)
  })

  it('hold records of the account as well', async () => {
    await dotdigital.insight.import({
      collection: 'MP_Sellers',
      scope: 'account',
      type: 'custom',
      records: [{ key: '2000', json: { name: 'ACME' } }],
    })
    await advance(1)

    expect(await dotdigital.insight.record({ collection: 'MP_Sellers', key: '2000' })).toMatchObject({
      json: { name: 'ACME' },
    })
  })

  it('are read page by page, and are empty where there is none', async () => {
    await imported([1, 2, 3].map((n) => ({ key: String(n), contactId: jane, json: { n } })))

    const first = await dotdigital.insight.page('MP_Orders', { limit: 2 })

    expect(first.records.map(({ key }) => key)).toEqual(['1', '2'])
    expect((await dotdigital.insight.page('MP_Orders', { limit: 2, marker: first.next })).next).toBeUndefined()
    expect(await dotdigital.insight.page('Nothing')).toEqual({ records: [], next: undefined })
  })
})
