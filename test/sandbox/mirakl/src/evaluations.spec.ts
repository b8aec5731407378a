import { describe, expect, it } from 'vitest'
import { evaluationOf } from './evaluations.js'
import { each, start } from './testing/start.js'
import { tinyWorld } from './tiny-world.js'
import { asObject, listOf, numberOf, textOf } from './wire.js'
import type { Frame, WireObject } from './world.js'

const day = 86_400_000
const receivedAt = Date.parse('2026-03-02T00:00:00Z')

const received = (order: WireObject): WireObject => ({
  ...order,
  order_state: 'RECEIVED',
  can_evaluate: true,
  order_lines: listOf(order, 'order_lines').map((line) => ({
    ...asObject(line),
    received_date: new Date(receivedAt).toISOString(),
  })),
})

const allReceived = ({ orders }: Frame) => ({ orders: orders.map(received) })
const orders = (count: number) => tinyWorld({ orders: count }).marketplaces[0]?.frames[0]?.orders.map(received) ?? []

const running = async () => {
  const sandbox = await start({ world: tinyWorld({ orders: 200, steps: [allReceived] }) })
  await sandbox.advanceTo(1)
  return sandbox
}

describe('an evaluation', () => {
  const all = orders(1_000)
  const at = (now: number) => all.map((order) => evaluationOf(order, now)).filter((found) => found !== undefined)

  it('comes from two customers in five, between one day and ten after the order was received', () => {
    expect(at(receivedAt + day - 1)).toEqual([])
    expect(at(receivedAt + 5 * day).length).toBeGreaterThan(100)
    expect(at(receivedAt + 10 * day).length).toBeGreaterThan(350)
    expect(at(receivedAt + 10 * day).length).toBeLessThan(450)
    expect(at(receivedAt + 30 * day)).toHaveLength(at(receivedAt + 10 * day).length)
  })

  it('has every grade there is, and now and then a comment, a reply, or nobody who may see it', () => {
    const found = at(receivedAt + 30 * day)

    expect(new Set(found.map((evaluation) => evaluation['grade']))).toEqual(new Set([0, 1, 2, 3, 4, 5]))
    for (const key of ['comment', 'reply'])
      expect(new Set(found.map((evaluation) => key in evaluation))).toEqual(new Set([true, false]))
    expect(new Set(found.map((evaluation) => evaluation['visible']))).toEqual(new Set([true, false]))
  })

  it('is the same whenever it is looked at, but for a reply that comes later', () => {
    const [early, late] = [at(receivedAt + 10 * day), at(receivedAt + 30 * day)]
    const replyOf = (evaluation: WireObject): WireObject =>
      'reply' in evaluation ? { reply: evaluation['reply'] } : {}

    expect(early.map((each, index) => ({ ...each, ...replyOf(late[index] ?? {}) }))).toEqual(late)
    expect(late.some((evaluation, index) => 'reply' in evaluation && !('reply' in (early[index] ?? {})))).toBe(true)
  })

  it('comes of no order that is under way, or may not be evaluated', () => {
    const none = all.flatMap((order) => [
      evaluationOf({ ...order, order_state: 'SHIPPED' }, receivedAt + 30 * day),
      evaluationOf({ ...order, can_evaluate: false }, receivedAt + 30 * day),
      evaluationOf({ ...order, order_lines: [] }, receivedAt + 30 * day),
    ])

    expect(none.every((evaluation) => evaluation === undefined)).toBe(true)
  })
})

describe('OR51', () => {
  it('gives the evaluation of an order, and 404 where there is none', async () => {
    const { get } = await running()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => get(`/acme/api/orders/O${index + 1}-A/evaluation`)),
    )

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 404]))
    expect(answers.find(({ status }) => status === 200)?.body).toMatchObject({
      firstname: 'Ada',
      assessments: [{ code: '1' }, { code: '2' }, { code: '3' }, { code: '4' }],
    })
    expect((await get('/acme/api/orders/nobody/evaluation')).status).toBe(404)
  })
})

describe('S03', () => {
  it('lists the visible ones of a shop, by date or grade, either way, in pages', async () => {
    const { get } = await running()
    const list = async (query: string) => (await get(`/acme/api/shops/2000/evaluations?max=100&${query}`)).body
    const dates = each(await list(''), 'evaluations', 'date').map((date) => Date.parse(String(date)))
    const grades = listOf(await list('sort=grade&order=desc'), 'evaluations').map((found) =>
      numberOf(asObject(found), 'grade'),
    )
    const page = await get('/acme/api/shops/2000/evaluations')

    expect(dates.length).toBeGreaterThan(10)
    expect(dates).toEqual([...dates].sort((left, right) => left - right))
    expect(grades).toEqual([...grades].sort((left, right) => right - left))
    expect(each(await list(''), 'evaluations', 'visible')).not.toContain(false)
    expect(listOf(page.body, 'evaluations')).toHaveLength(10)
    expect(page.headers.get('link')).toContain('rel="next"')
  })

  it('tells which order it is about', async () => {
    const { get } = await running()
    const [first] = listOf((await get('/acme/api/shops/2000/evaluations')).body, 'evaluations').map(asObject)
    const order = asObject(first?.['entity'])

    expect(order).toMatchObject({ type: 'MMP_ORDER', creation_date: expect.any(String) })
    expect(first).toEqual({ ...(await get(`/acme/api/orders/${textOf(order, 'id')}/evaluation`)).body, entity: order })
  })

  it('answers 404 for a shop there is not', async () => {
    expect((await (await start()).get('/acme/api/shops/1/evaluations')).status).toBe(404)
  })
})
