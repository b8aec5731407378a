import { describe, expect, it } from 'vitest'
import { MiraklUnavailable } from './errors.js'
import { createHarness, json } from './testing/harness.js'

const { client, serveInTurn } = createHarness()

const written = {
  order_update_result: {
    order_additional_fields: [
      { code: 'ecotax', type: 'NUMERIC', value: '15.60' },
      { code: 'gifts', type: 'MULTIPLE_VALUES_LIST', value: ['a', 'b'] },
      { code: 'brand-new', type: 'HOLOGRAM', value: 'kept' },
    ],
    order_lines: [{ order_line_id: 'L1', order_line_additional_fields: [{ code: 'note', value: 'x' }] }],
  },
}

describe('writing', () => {
  it('sets values of an order and its lines, takes one away, and tells all there are now', async () => {
    const { url, seen } = await serveInTurn(json(written))
    const { customFields } = client(url)

    const outcome = await customFields.write('O1/jo@example.com', {
      order: { ecotax: '15.60', gifts: ['a', 'b'], old: null },
      lines: { L1: { note: 'x' } },
    })

    expect(outcome).toEqual({
      ok: true,
      order: { ecotax: '15.60', gifts: ['a', 'b'], 'brand-new': 'kept' },
      lines: { L1: { note: 'x' } },
    })
    expect(seen).toMatchObject([
      {
        method: 'PUT',
        path: '/prefix/api/orders/O1%2Fjo%40example.com/additional_fields',
        headers: { 'content-type': 'application/json' },
      },
    ])
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      order_additional_fields: [
        { code: 'ecotax', value: '15.60' },
        { code: 'gifts', value: ['a', 'b'] },
        { code: 'old', value: null },
      ],
      order_lines: [{ order_line_id: 'L1', order_line_additional_fields: [{ code: 'note', value: 'x' }] }],
    })
  })

  it('hands on what is wrong with which field', async () => {
    const errors = [{ code: 'INVALID', field: 'order_additional_fields[0].value', message: 'not a number' }]
    const { url } = await serveInTurn(json({ order_update_errors: { errors, input: {} } }))

    expect(await client(url).customFields.write('O1', { order: { ecotax: 'lots' } })).toEqual({ ok: false, errors })
  })

  it('counts as refused where errors stand beside a result', async () => {
    const { url } = await serveInTurn(json({ ...written, order_update_errors: { errors: [{ code: 'INVALID' }] } }))

    expect(await client(url).customFields.write('O1', {})).toMatchObject({ ok: false })
  })

  it.each([[{}], [{ order_update_errors: { errors: [] } }], [{ order_update_result: 'yes' }]])(
    'takes %j for no answer',
    async (body) => {
      const { url } = await serveInTurn(json(body))

      await expect(client(url).customFields.write('O1', {})).rejects.toThrow(MiraklUnavailable)
    },
  )
})
