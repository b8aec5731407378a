import { createHmac, randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor } from '@concord/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ServiceUrls } from './embedded.js'
import { type FirstLook, openFirstLook } from './testing/first-look.js'

let look: FirstLook
let urls: ServiceUrls

beforeAll(async () => {
  look = await openFirstLook()
  urls = await look.start()
}, 120_000)
afterAll(() => look.close())

/** What commands tell programs, as far as it is looked at here. */
interface Told {
  readonly exceptions?: readonly { readonly id: string; readonly about: { readonly key: string } }[]
  readonly exception?: { readonly state: string; readonly resolvedBy: string }
  readonly history?: readonly { readonly action: string; readonly who: string }[]
  readonly records?: readonly { readonly key: string; readonly state: string }[]
}

const concord = async (...argv: readonly string[]) => {
  const { code, out, err } = await look.concord([...argv, '--json'])
  return { code, err, out, told: (out === '' ? {} : JSON.parse(out)) as Told }
}

/** An order as OR11 answers it, of a customer whom nobody knows. */
const order = (total: unknown) => ({
  ...{ order_id: 'MEND-1-A', commercial_id: 'MEND-1', order_state: 'SHIPPING' },
  ...{ created_date: '2026-03-01T10:00:00Z', last_updated_date: '2026-03-01T10:00:00Z' },
  ...{ currency_iso_code: 'EUR', order_tax_mode: 'TAX_INCLUDED', price: 10, shipping_price: 0, total_price: total },
  customer: { customer_id: 'mended-customer', email: 'mended@example.org', firstname: 'Ada' },
  order_lines: [],
})

/** The Standard Webhooks way (github.com/standard-webhooks/standard-webhooks, spec). */
const post = async (body: string): Promise<Response> => {
  const [id, timestamp] = [randomUUID(), String(Math.floor(Date.now() / 1_000))]
  const secret = Buffer.from(look.folder.secrets.relaySecret.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')
  return fetch(`${urls.gateway}/v1/records/north`, {
    ...{ method: 'POST', body },
    headers: {
      ...{ 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': timestamp },
      'webhook-signature': `v1,${signature}`,
    },
  })
}

it('an order that was refused is found, corrected as a copy, delivered, and found by its address', async () => {
  expect(await (await post(JSON.stringify(order('a lot')))).json()).toMatchObject({ quarantined: 1 })
  const refused = await waitFor(
    async () => (await concord('exceptions')).told.exceptions?.find(({ about }) => about.key.endsWith('MEND-1-A')),
    { limitMs: 60_000, what: 'the exception' },
  )
  expect((await concord('records', 'find', '--order', 'MEND-1-A')).told.records).toMatchObject([
    { key: 'north:order:MEND-1-A', state: 'quarantined' },
  ])

  expect(await concord('exceptions', 'retry', refused.id)).toMatchObject({
    ...{ code: 0, err: expect.stringContaining('is tried again') },
  })
  const file = join(look.data, 'corrected.json')
  writeFileSync(file, JSON.stringify(order('still a lot')))
  expect(await concord('exceptions', 'edit', refused.id, '--from', file)).toMatchObject({
    ...{ code: 2, err: expect.stringContaining('total_price') },
  })
  writeFileSync(file, JSON.stringify(order(10)))
  expect(await concord('exceptions', 'edit', refused.id, '--from', file)).toMatchObject({ code: 0 })

  await waitFor(
    async () =>
      (await concord('records', 'find', '--email', 'Mended@Example.org')).told.records?.[0]?.state === 'delivered',
    { limitMs: 120_000, what: 'the corrected order' },
  )
  const { told } = await concord('exceptions', 'show', refused.id)
  expect(told).toMatchObject({ history: [{ action: 'retry' }, { action: 'copy', who: 'local' }] })
  const trail = await fetch(`${urls.gateway}/v1/deeds?about=north:order:MEND-1-A`)
  expect(await trail.json()).toMatchObject({
    deeds: [{ action: 'copy', who: 'local', role: 'admin' }, { action: 'read' }, { action: 'read' }],
  })
  const { out } = await concord('records', 'north:order:MEND-1-A')
  expect(out).toContain('"corrected as ')
  expect(out).toContain('"customer order"')
  expect(out).toMatch(/"contact": \{\s*"account": "main"/)
  expect(out).not.toMatch(/mended@|mended-customer/i)
}, 240_000)
