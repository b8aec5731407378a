import express from 'express'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import { onlyAdmins } from './bearers.js'
import { type Deed, deedRoutes } from './deed-routes.js'

const [ofAda, ofOlga] = ['token-of-ada-0001', 'token-of-olga-0001']
const people = [
  { name: 'Ada', role: 'admin', token: ofAda },
  { name: 'Olga', role: 'operator', token: ofOlga },
] as const
const deed: Deed = {
  ...{ id: '7', at: '2026-03-01T12:00:00.000Z', who: 'Olga', role: 'operator', action: 'replay', about: 'r-1' },
  ...{ before: { expired: 0 }, after: { criteria: { kinds: ['order'] } } },
}

describe('the trail of deeds', () => {
  const asked: unknown[] = []
  const deeds = {
    list: async (...question: readonly unknown[]) => (asked.push(question), { deeds: [deed], next: '7' }),
  }
  const app = express().use(deedRoutes({ deeds, admins: onlyAdmins(undefined, people) }))
  const get = (query: string, token = ofAda) =>
    request(app).get(`/v1/deeds${query}`).set('authorization', `Bearer ${token}`)

  it('is filtered and paged by what is asked', async () => {
    asked.length = 0
    expect((await get('?who=Olga&action=replay&about=r-1&limit=1')).body).toEqual({ deeds: [deed], next: '7' })
    await get('?cursor=7')

    expect(asked).toEqual([
      [{ who: 'Olga', action: 'replay', about: 'r-1' }, { limit: 1 }],
      [{}, { after: '7', limit: 50 }],
    ])
  })

  it('is for admins', async () => {
    expect((await get('', ofOlga)).status).toBe(403)
    expect((await get('', 'another')).status).toBe(401)
  })

  it.each(['limit=0', 'limit=201', 'cursor=x', 'colour=red'])('refuses %s by name', async (query) => {
    const { status, text } = await get(`?${query}`)

    expect([status, JSON.parse(text).faults]).toEqual([400, [expect.stringContaining(query.split('=')[0] ?? '')]])
  })
})
