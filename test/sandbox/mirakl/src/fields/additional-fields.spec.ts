import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { each, start as startSandbox, type Running } from '../testing/start.js'
import { tinyWorld } from '../tiny-world.js'
import { asObject, listOf, textOf } from '../wire.js'
import type { AdditionalField, Frame, Json, WireObject } from '../world.js'

const field = (code: string, type: string, more: Partial<AdditionalField> = {}): AdditionalField => {
  return { code, label: code, type, entity: 'ORDER', required: false, shopPermission: 'READ_WRITE', ...more }
}

const additionalFields = [
  field('opt-out', 'BOOLEAN', { shopPermission: 'INVISIBLE' }),
  field('note', 'STRING'),
  field('delivered-on', 'DATE'),
  field('points', 'NUMERIC'),
  field('proof', 'LINK'),
  field('desk', 'LIST', { acceptedValues: ['web', 'phone'], required: true, shopPermission: 'READ_ONLY' }),
  field('services', 'MULTIPLE_VALUES_LIST', { acceptedValues: ['assembly', 'pickup'] }),
  field('member', 'REGEX', { regex: '[A-Z]\\d{4}' }),
  field('story', 'TEXTAREA'),
  field('warranty', 'NUMERIC', { entity: 'ORDER_LINE' }),
]

const path = '/acme/api/orders/O1-A/additional_fields'

const worldWith = (...steps: readonly ((before: Frame) => Partial<Frame>)[]) => {
  const world = tinyWorld({ steps })
  return { ...world, marketplaces: world.marketplaces.map((each) => ({ ...each, additionalFields })) }
}

const start = (statePath?: string): Promise<Running> => startSandbox({ world: worldWith(), statePath })

const set = (code: string, value: Json, type?: string) => ({
  order_additional_fields: [{ code, value, ...(type !== undefined && { type }) }],
})

const errorsOf = (body: WireObject) => listOf(asObject(body['order_update_errors']), 'errors')

describe('OR31', () => {
  it('sets what is named, leaves the rest, and answers with all there is', async () => {
    const { put } = await start()
    await put(path, set('note', 'ring twice'))
    const { status, body } = await put(path, {
      ...set('opt-out', 'true', 'BOOLEAN'),
      order_lines: [{ order_line_id: 'O1-A-1', order_line_additional_fields: [{ code: 'warranty', value: '24' }] }],
    })

    expect([status, body]).toEqual([
      200,
      {
        order_update_result: {
          order_additional_fields: [
            { code: 'note', type: 'STRING', value: 'ring twice' },
            { code: 'opt-out', type: 'BOOLEAN', value: 'true' },
          ],
          order_lines: [
            {
              order_line_id: 'O1-A-1',
              order_line_additional_fields: [{ code: 'warranty', type: 'NUMERIC', value: '24' }],
            },
          ],
        },
      },
    ])
  })

  it.each([null, '', undefined])('takes a value away with %o', async (value) => {
    const { get, put } = await start()
    await put(path, set('note', 'ring twice'))
    await put(path, { order_additional_fields: [{ code: 'note', ...(value !== undefined && { value }) }] })

    expect((await get('/acme/api/orders/O1-A')).body).toMatchObject({ order_additional_fields: [] })
  })

  it('moves the update date to now by the clock of the sandbox, so that a poller finds it', async () => {
    const { get, put, pass } = await start()
    await pass(86_400)
    await put(path, set('opt-out', 'true'))
    const from = new Date(Date.now() + 86_000_000).toISOString()

    expect(each((await get(`/acme/api/orders?start_update_date=${from}`)).body, 'orders', 'order_id')).toEqual(['O1-A'])
  })

  it('moves nothing where nothing was named', async () => {
    const { get, put } = await start()
    const before = await get('/acme/api/orders/O1-A')

    expect((await put(path, {})).status).toBe(200)
    expect((await get('/acme/api/orders/O1-A')).body).toEqual(before.body)
  })

  it('is kept over a restart, until a reset', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mirakl-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    await (await start(join(folder, 'state'))).put(path, set('opt-out', 'true'))
    const again = await start(join(folder, 'state'))
    const kept = await again.get('/acme/api/orders/O1-A')
    await again.post('/_sandbox/reset')

    expect(each(kept.body, 'order_additional_fields', 'value')).toEqual(['true'])
    expect(each((await again.get('/acme/api/orders/O1-A')).body, 'order_additional_fields', 'value')).toEqual([])
  })

  it('stands while the story goes on around it', async () => {
    const shipped = ({ orders }: Frame) => ({
      orders: orders.map((order) => ({ ...order, order_state: 'SHIPPED', last_updated_date: '2099-01-01T00:00:00Z' })),
    })
    const { put, get, advanceTo } = await startSandbox({ world: worldWith(shipped) })
    await put(path, set('opt-out', 'true'))
    await advanceTo(1)

    expect((await get('/acme/api/orders/O1-A')).body).toMatchObject({
      order_state: 'SHIPPED',
      last_updated_date: '2099-01-01T00:00:00Z',
      order_additional_fields: [{ code: 'opt-out', value: 'true' }],
    })
  })

  it('stands while somebody acts on the order', async () => {
    const { put, get, post } = await start()
    await put(path, set('opt-out', 'true'))
    await post('/_sandbox/orders/acme/O1-A/acts', { act: 'ship' })

    expect((await get('/acme/api/orders/O1-A')).body).toMatchObject({
      order_state: 'SHIPPED',
      order_additional_fields: [{ code: 'opt-out', value: 'true' }],
    })
  })

  it('answers 404 for an order there is not, and 400 for what is no such request', async () => {
    const { put } = await start()

    expect((await put('/acme/api/orders/nobody/additional_fields', set('note', 'x'))).status).toBe(404)
    expect((await put(path, { order_additional_fields: 'note' })).status).toBe(400)
    expect((await put(path, { order_additional_fields: [{ value: 'x' }] })).status).toBe(400)
  })

  it('writes nothing where anything is wrong, and gives back what it was sent', async () => {
    const { get, put } = await start()
    const input = {
      order_additional_fields: [
        { code: 'note', value: 'x' },
        { code: 'other', value: 'y' },
      ],
    }
    const { status, body } = await put(path, input)

    expect([status, body]).toEqual([
      200,
      {
        order_update_errors: {
          errors: [
            {
              code: 'ADDITIONAL_FIELD_NOT_FOUND',
              field: 'order_additional_fields[1].code',
              message: 'There is no such custom field',
            },
          ],
          input,
        },
      },
    ])
    expect((await get('/acme/api/orders/O1-A')).body).toMatchObject({ order_additional_fields: [] })
  })

  it('knows a line of another order from one of this, and a field of orders from one of lines', async () => {
    const { put } = await start()
    const ofLine = (order_line_id: string, code: string) => ({
      order_line_id,
      order_line_additional_fields: [{ code, value: '1' }],
    })
    const { body } = await put(path, { order_lines: [ofLine('O2-A-1', 'warranty'), ofLine('O1-A-1', 'points')] })

    expect(errorsOf(body)).toMatchObject([
      { code: 'ORDER_LINE_NOT_FOUND', field: 'order_lines[0].order_line_id' },
      { code: 'ADDITIONAL_FIELD_NOT_FOUND', field: 'order_lines[1].order_line_additional_fields[0].code' },
    ])
  })

  it.each<[string, Json, string]>([
    ['note', 'x'.repeat(2_000), ''],
    ['note', 'x'.repeat(2_001), 'ADDITIONAL_FIELD_INVALID_VALUE'],
    ['note', 7, 'ADDITIONAL_FIELD_INVALID_VALUE'],
    ['story', 'x'.repeat(5_000), ''],
    ['story', 'x'.repeat(5_001), 'ADDITIONAL_FIELD_INVALID_VALUE'],
    ['opt-out', 'false', ''],
    ['opt-out', 'yes', 'ADDITIONAL_FIELD_INVALID_VALUE'],
    ['opt-out', true, 'ADDITIONAL_FIELD_INVALID_VALUE'],
    ['delivered-on', '2026-03-01', ''],
    ['delivered-on', '01.03.2026', 'ADDITIONAL_FIELD_INVALID_VALUE'],
    ['points', '-52.63', ''],
    ['points', '1e3', 'ADDITIONAL_FIELD_INVALID_VALUE'],
    ['proof', 'https://example.com/proof', ''],
    ['proof', 'example', 'ADDITIONAL_FIELD_INVALID_VALUE'],
    ['desk', 'phone', ''],
    ['desk', 'letter', 'ADDITIONAL_FIELD_INVALID_VALUE'],
    ['desk', null, 'ADDITIONAL_FIELD_REQUIRED'],
    ['services', ['assembly', 'pickup'], ''],
    ['services', ['painting'], 'ADDITIONAL_FIELD_INVALID_VALUE'],
    ['services', 'assembly', 'ADDITIONAL_FIELD_INVALID_VALUE'],
    ['member', 'K1234', ''],
    ['member', 'K12345', 'ADDITIONAL_FIELD_INVALID_VALUE'],
  ])('takes in %s the value %j: %s', async (code, value, error) => {
    const { put } = await start()

    expect(errorsOf((await put(path, set(code, value))).body).map((each) => textOf(asObject(each), 'code'))).toEqual(
      error === '' ? [] : [error],
    )
  })

  it('wants the type of the field, where one is sent', async () => {
    const { put } = await start()

    expect(errorsOf((await put(path, set('opt-out', 'true', 'STRING'))).body)).toMatchObject([
      { code: 'ADDITIONAL_FIELD_WRONG_TYPE', field: 'order_additional_fields[0].code' },
    ])
  })
})

describe('what a seller may do with custom fields', () => {
  it('is not to see those the operator hides, in orders or among the fields', async () => {
    const { get, put } = await start()
    await put(path, {
      order_additional_fields: [
        { code: 'opt-out', value: 'true' },
        { code: 'note', value: 'x' },
      ],
    })
    const listed = async (key: string) =>
      each((await get('/acme/api/additional_fields', key)).body, 'additional_fields', 'code')
    const carried = async (key: string) =>
      each((await get('/acme/api/orders/O1-A', key)).body, 'order_additional_fields', 'code')

    expect(await carried('operator-key')).toEqual(['opt-out', 'note'])
    expect(await carried('seller-key')).toEqual(['note'])
    expect(await listed('operator-key')).toContain('opt-out')
    expect(await listed('seller-key')).not.toContain('opt-out')
  })

  it('is to write those that are theirs, and no other', async () => {
    const { put } = await start()
    const byASeller = async (code: string, value: string) => (await put(path, set(code, value), 'seller-key')).body

    expect(await byASeller('note', 'x')).toMatchObject({ order_update_result: {} })
    expect(errorsOf(await byASeller('desk', 'web'))).toMatchObject([{ code: 'ADDITIONAL_FIELD_NOT_ALLOWED' }])
    expect(errorsOf(await byASeller('opt-out', 'true'))).toMatchObject([{ code: 'ADDITIONAL_FIELD_NOT_FOUND' }])
  })
})

describe('AF01', () => {
  it('lists what is configured, whole, and what orders carry beside it', async () => {
    const carrying = ({ orders: [order = {}] }: Frame) => ({
      orders: [{ ...order, order_additional_fields: [{ code: 'carried', type: 'STRING', value: 'x' }] }],
    })
    const { get, advanceTo } = await startSandbox({ world: worldWith(carrying) })
    await advanceTo(1)
    const { body } = await get('/acme/api/additional_fields?entities=ORDER')
    const fields = listOf(body, 'additional_fields')

    expect(fields).toContainEqual({
      code: 'desk',
      label: 'desk',
      type: 'LIST',
      entity: 'ORDER',
      required: true,
      shop_permission: 'READ_ONLY',
      accepted_values: ['web', 'phone'],
    })
    expect(fields).toContainEqual(expect.objectContaining({ code: 'carried', type: 'STRING' }))
    expect(fields).not.toContainEqual(expect.objectContaining({ code: 'warranty' }))
  })
})
