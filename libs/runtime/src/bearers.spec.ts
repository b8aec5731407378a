import express, { type RequestHandler } from 'express'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { everybodyIs, onlyAdmins, onlyOperators, onlyReaders, personOf } from './bearers.js'
import { roles } from './people.js'

const tokenOf = (role: string): string => `the-token-of-a-${role}`
const people = roles.map((role) => ({ name: `Any ${role}`, role, token: tokenOf(role) }))
const [ofReaders, ofOperators] = ['token-of-whoever-reads', 'token-of-whoever-acts']

/** Who is known behind a guard, to whoever shows this token. */
const asking = async (guard: RequestHandler, token?: string) => {
  const app = express().get('/', guard, (_request, response) => void response.json(personOf(response)))
  const asked = request(app).get('/')
  const { status, text } = await (token === undefined ? asked : asked.set('authorization', `Bearer ${token}`))
  return { status, body: JSON.parse(text) as Readonly<Record<string, unknown>> }
}

describe('only operators', () => {
  it.each(['operator', 'admin'])('lets a person with the role %s pass, and knows them by name', async (role) => {
    expect(await asking(onlyOperators(ofOperators, people), tokenOf(role))).toEqual({
      ...{ status: 200, body: { name: `Any ${role}`, role } },
    })
    expect((await asking(onlyOperators(undefined, people), tokenOf(role))).status).toBe(200)
  })

  it.each(['viewer', 'marketing', 'cx'])('refuses a person with the role %s, and says who may', async (role) => {
    const { status, body } = await asking(onlyOperators(ofOperators, people), tokenOf(role))

    expect([status, body['title'], body['detail']]).toEqual([
      ...[403, `Not for ${role}`, expect.stringContaining('operator and admin in API_TOKENS')],
    ])
  })

  it('knows whoever has the token of operators by no name', async () => {
    expect((await asking(onlyOperators(ofOperators, people), ofOperators)).body).toEqual({
      ...{ name: 'operator', role: 'operator' },
    })
  })

  it.each([undefined, 'another token', 'undefined'])('does not know %s', async (token) => {
    for (const guard of [onlyOperators(ofOperators, people), onlyOperators(undefined, people)])
      expect(await asking(guard, token)).toMatchObject({
        status: 401,
        body: { detail: expect.stringContaining('API_TOKENS') },
      })
  })

  it('lets nobody pass where nobody is configured who may, and says what to set', async () => {
    const viewers = people.filter(({ role }) => role === 'viewer')

    for (const guard of [onlyOperators(undefined), onlyOperators(undefined, viewers)])
      expect(await asking(guard, tokenOf('viewer'))).toMatchObject({
        ...{ status: 403, body: { detail: expect.stringMatching(/API_TOKENS.*OPERATOR_TOKEN/) } },
      })
  })
})

describe('only readers', () => {
  it('lets everybody pass who has a token of their own, or that of readers', async () => {
    const guard = onlyReaders(ofReaders, people)

    for (const role of roles) expect((await asking(guard, tokenOf(role))).body).toEqual({ name: `Any ${role}`, role })
    expect((await asking(guard, ofReaders)).body).toEqual({ name: 'reader', role: 'viewer' })
    expect((await asking(guard, ofOperators)).status).toBe(401)
  })
})

it('only admins read who did what, by tokens of their own', async () => {
  const guard = onlyAdmins(ofOperators, people)

  expect((await asking(guard, tokenOf('admin'))).status).toBe(200)
  for (const token of [tokenOf('operator'), ofOperators]) expect((await asking(guard, token)).status).toBe(403)
  expect((await asking(guard, ofReaders)).status).toBe(401)
})

it('everybody is one person where no door is', async () => {
  expect((await asking(everybodyIs({ name: 'local', role: 'admin' }))).body).toEqual({ name: 'local', role: 'admin' })
})

it('nobody is known where no guard stands', async () => {
  const app = express().get('/', (_request, response) => void response.json(personOf(response)))

  expect((await request(app).get('/')).status).toBe(500)
})
