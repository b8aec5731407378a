import { createDotdigitalSandbox, type DotdigitalSandbox } from '@concord/sandbox-dotdigital'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { nothing } from './answer.js'
import type { Call } from './call.js'
import { contactImports } from './contact-imports.js'
import { BodyTooLarge } from './errors.js'
import { events } from './events.js'
import { type Exchange, openExchange } from './exchange.js'
import { insightImports } from './insight-imports.js'

let sandbox: DotdigitalSandbox
let exchange: Exchange
beforeEach(async () => {
  sandbox = await createDotdigitalSandbox({ port: 0 })
  exchange = openExchange(sandbox.url, { user: 'user', password: 'secret', timeoutMs: 5_000 })
})
afterEach(async () => {
  await exchange.close()
  await sandbox.stop()
})

/** A body of 13 letters, which are 15 bytes. */
const post = (maxBytes?: number): Promise<unknown> => {
  const call = { method: 'POST', path: '/v2/data-fields', tier: 'medium', read: nothing } as const
  return exchange.request({ ...call, body: { name: 'éé' }, maxBytes }, AbortSignal.timeout(5_000))
}
const calls = async (): Promise<number> =>
  ((await (await fetch(`${sandbox.url}/_sandbox/calls`)).json()) as { calls: unknown[] }).calls.length

describe('a body', () => {
  it('that is longer than its call may be is not sent, by bytes and not by letters', async () => {
    await expect(post(14)).rejects.toThrow(BodyTooLarge)
    expect(await calls()).toBe(0)
  })

  it.each([15, undefined])('leaves as long as it fits: %s', async (maxBytes) => {
    await post(maxBytes)
    expect(await calls()).toBe(1)
  })
})

it.each<[string, (ask: <T>(call: Call<T>) => Promise<T>) => Promise<unknown>]>([
  ['contacts', (ask) => contactImports(ask).import([{ contactId: 1, dataFields: {} }])],
  [
    'records',
    (ask) => insightImports(ask).import({ collection: 'Orders', scope: 'account', type: 'orders', records: [] }),
  ],
  ['events', (ask) => events(ask).import([{ contactId: 1, type: 't', id: '1', occurredAt: '', data: {} }])],
])('an import of %s may have 50 MB', async (_what, importing) => {
  const asked: unknown[] = []
  const ask = <T>(call: Call<T>): Promise<T> => {
    asked.push(call.maxBytes)
    return Promise.reject(new Error('only asked'))
  }
  await importing(ask).catch(() => undefined)

  expect(asked).toEqual([50_000_000])
})
