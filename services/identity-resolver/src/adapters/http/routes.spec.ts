import { httpOf, onlyReaders, type Service, silentLog, onlyOperators } from '@concord/runtime'
import request from 'supertest'
import { beforeEach, describe, expect, it } from 'vitest'
import { memoryRegistry } from '../../testing/memory-registry.js'
import { orderReceived, salesOrderReceived } from '../../testing/messages.js'
import { type Scene, sceneOn, whoIn } from '../../testing/scene.js'
import { identityRoutes } from './routes.js'

const [reader, operator] = ['token of whoever reads', 'token of whoever acts']
const now = () => new Date('2026-03-01T12:00:00.000Z')
const who = whoIn((text) => text)
const nobody = '00000000-0000-4000-8000-000000000000'
const decision = { by: 'Eve', why: 'the customer wrote in' }

describe('the routes of who is who', () => {
  let registry: ReturnType<typeof memoryRegistry>
  let scene: Scene
  let one: string
  let other: string
  beforeEach(async () => {
    registry = memoryRegistry(now)
    scene = sceneOn({ registry, who, now })
    await scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: 'ada@example.org' }),
      orderReceived({ id: 'O2', customer: 'c-2', email: 'grace@example.org' }),
    )
    one = (await scene.ownerOf('north:order:O1')) ?? ''
    other = (await scene.ownerOf('north:order:O2')) ?? ''
  })

  const app = (operators = onlyOperators(operator)) => {
    const readers = onlyReaders(reader)
    const http = identityRoutes({ registry, who, now, readers, operators })
    return httpOf({ name: 'identity-resolver', http } as Service, silentLog, readers)
  }
  const post = (path: string, body: unknown, token = operator) =>
    request(app())
      .post(`/v1/identity/${path}`)
      .set({ authorization: `Bearer ${token}`, 'content-type': 'application/json' })
      .send(typeof body === 'string' ? body : JSON.stringify(body))
  const show = (id: string, token = reader) =>
    request(app()).get(`/v1/identity/profiles/${id}`).set('authorization', `Bearer ${token}`)

  it('merge two profiles, show why, and split them again', async () => {
    const merged = await post('merges', { profiles: [one, other], ...decision })
    expect([merged.status, merged.body]).toEqual([200, { profiles: [one], isWhole: true }])
    const { body } = await show(other)
    expect(body).toMatchObject({
      profileId: one,
      orders: 2,
      history: [{ id: '1', is: 'merge', decision: { ...decision, by: 'operator for Eve' } }],
    })

    const split = await post('splits', { merge: '1', ...decision })
    expect(split).toMatchObject({ status: 200, body: { isWhole: true } })
    expect(await scene.ownerOf('north:order:O2')).toBe(other)
  })

  it('show addresses masked, and to readers only', async () => {
    const { text, body } = await show(one)

    expect(body.identifiers).toContainEqual(expect.objectContaining({ kind: 'email', address: 'a***@e***.org' }))
    expect(text).not.toContain('ada@')
    expect(await show(one, 'nobody')).toMatchObject({ status: 401 })
    expect(await show(nobody)).toMatchObject({ status: 404, body: { title: 'No such profile' } })
  })

  it.each([
    ['merges', '', 2],
    ['merges', '{"profiles":', 1],
    ['merges', { profiles: [nobody], ...decision }, 1],
    ['merges', { profiles: ['north', nobody], ...decision }, 1],
    ['merges', { profiles: [nobody, nobody], by: ' ', why: '' }, 2],
    ['splits', { ...decision }, 1],
    ['splits', { merge: '1', identifiers: [nobody], ...decision }, 1],
    ['splits', { merge: 'first', ...decision }, 1],
    ['splits', { merge: '1', newbornsWith: 'the older', ...decision }, 1],
    ['splits', { identifiers: [nobody], newbornsWith: nobody, ...decision }, 1],
    ['splits', { identifiers: [], speed: 'fast', ...decision }, 2],
  ])('refuse %s of %j, name every fault, and do nothing', async (path, body, faults) => {
    const answer = await post(path, body)

    expect([answer.status, answer.body.faults.length]).toEqual([400, faults])
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(registry.tables().changes).toEqual([])
  })

  it('leave who was born of a merge with whom a person names', async () => {
    await scene.arrive(salesOrderReceived({ checkout: 'O1', email: 'grace@example.org', shopper: 's-1' }))
    const email = registry.tables().identifiers.get('email:email grace@example.org')
    const split = await post('splits', { merge: '1', newbornsWith: email?.seed, ...decision })

    expect([split.status, split.body.isWhole]).toEqual([200, true])
    expect(registry.tables().identifiers.get('storefront:storefront north s-1')?.profileId).toBe(other)
    expect(await scene.ownerOf('north:order:O1')).toBe(one)
  })

  it('are decided by whoever shows a token of their own, whatever name is sent', async () => {
    const olga = { name: 'Olga', role: 'operator', token: operator } as const
    const asOlga = (path: string, body: object) =>
      request(app(onlyOperators(undefined, [olga])))
        .post(`/v1/identity/${path}`)
        .auth(operator, { type: 'bearer' })
        .send({ why: 'the customer wrote in', ...body })
    await asOlga('merges', { profiles: [one, other] })
    await asOlga('splits', { merge: '1', by: 'Olga' })
    await asOlga('merges', { profiles: [one, other], by: 'Eve' })

    const { body } = await show(one)
    expect(body.history).toMatchObject([
      ...[{ decision: { by: 'Olga for Eve' } }, { decision: { by: 'Olga' } }, { decision: { by: 'Olga' } }],
    ])
  })

  it('say what would be no person, and how to go on', async () => {
    expect(await post('merges', { profiles: [one, one], ...decision })).toMatchObject({
      status: 409,
      body: { detail: 'It is so already; nothing was changed.' },
    })
    expect(await post('merges', { profiles: [one, nobody], ...decision })).toMatchObject({
      status: 404,
      body: { id: nobody },
    })
  })

  it('are closed to whoever only reads, and to everybody while no token is set', async () => {
    expect(await post('merges', { profiles: [one, other], ...decision }, reader)).toMatchObject({ status: 401 })
    const { status, body } = await request(app(onlyOperators(undefined)))
      .post('/v1/identity/splits')
      .set('authorization', 'Bearer undefined')
      .send({})

    expect([status, body.detail]).toEqual([403, expect.stringContaining('OPERATOR_TOKEN')])
    expect(registry.tables().changes).toEqual([])
  })
})
