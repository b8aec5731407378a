import { describe, expect, it } from 'vitest'
import { collected, createHarness, json } from './testing/harness.js'
import { RequestRefused } from './errors.js'
import { parseEvaluation } from './parse-evaluation.js'

const { client, serveInTurn } = createHarness()

const rating = (fields: object = {}) => ({
  customer_id: 'C1',
  firstname: 'Ada',
  lastname: 'Secret',
  grade: 4,
  date: '2026-03-01T10:00:00Z',
  visible: true,
  assessments: [],
  ...fields,
})

describe('the evaluation of an order', () => {
  it('is read under its id, encoded', async () => {
    const { url, seen } = await serveInTurn(json(rating()))

    expect(await client(url).evaluations.ofOrder('O1?jo@example.com')).toMatchObject({ ok: true })
    expect(seen[0]?.path).toBe('/prefix/api/orders/O1%3Fjo%40example.com/evaluation')
  })

  it('is undefined where there is none', async () => {
    const { url } = await serveInTurn(json({ status: 404, message: 'Not Found' }, 404))

    expect(await client(url).evaluations.ofOrder('O1')).toBeUndefined()
  })

  it('is refused where anything else is wrong', async () => {
    const { url } = await serveInTurn(json({ status: 400, message: 'no' }, 400))

    await expect(client(url).evaluations.ofOrder('O1')).rejects.toThrow(RequestRefused)
  })
})

it('walks all pages of the evaluations of a shop', async () => {
  const { url, seen } = await serveInTurn(
    json({ evaluations: [rating()], total_count: 2 }),
    json({ evaluations: [rating()], total_count: 2 }),
  )

  expect(await collected(client(url).evaluations.ofShop('2000'))).toHaveLength(2)
  expect(seen.map(({ path }) => path)).toEqual([
    '/prefix/api/shops/2000/evaluations?max=100&offset=0',
    '/prefix/api/shops/2000/evaluations?max=100&offset=1',
  ])
})

describe('parseEvaluation', () => {
  it('takes nulls, texts for booleans and types nobody knows', () => {
    const raw = rating({
      comment: null,
      visible: 'false',
      assessments: [{ code: 7, response: true }].map((each) => ({ ...each, response: 'true' })),
      reply: { comment: 'Thanks', date: null, type: 'ROBOT' },
      entity: { id: 'O1-A', type: 'HOLOGRAM' },
      brand_new: 1,
    })

    expect(parseEvaluation(raw)).toMatchObject({
      ok: true,
      evaluation: {
        grade: '4',
        comment: undefined,
        isVisible: false,
        assessments: [{ code: '7', response: 'true' }],
        reply: { comment: 'Thanks', at: undefined, by: 'ROBOT' },
        subject: { id: 'O1-A', type: 'HOLOGRAM' },
      },
    })
  })

  it('drops the name of the customer', () => {
    expect(JSON.stringify(parseEvaluation(rating()))).not.toMatch(/Ada|Secret/)
  })

  it('names what is wrong without the values', () => {
    expect(parseEvaluation(rating({ grade: 'five', date: null }))).toEqual({
      ok: false,
      faults: ['grade: expected a number, got a text', 'date: expected a date, got null'],
    })
  })
})
