import { peopleOf } from '@concord/runtime'
import express from 'express'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import type { Timelines } from '../ports.js'
import { noBooks, noExceptions } from '../testing/exceptions.js'
import { monitorRoutes } from './http.js'

const at = '2026-03-10T12:00:00.000Z'

const knowing = (key: string): Timelines => ({
  note: () => Promise.reject(new Error('nothing is told here')),
  of: async (asked) =>
    asked === key
      ? {
          standings: [
            { version: 'v1', state: 'waiting', reason: 'rejected-by-dotdigital', detail: 'too long', changedAt: at },
          ],
          steps: [
            { version: 'v1', at, service: 'ingest-gateway', type: 'received.order.v1', facts: { origin: 'live' } },
            {
              version: 'v1',
              at,
              service: 'dd-publisher',
              type: 'record.settled.v1',
              facts: { contact: { account: 'main', id: '7' } },
            },
          ],
          triggers: [
            {
              ...{ account: 'main', trigger: 'shipped', subject: 'north:N-1', state: 'waiting', reason: 'record-held' },
              ...{ proof: ['purpose transactional'], changedAt: at },
            },
          ],
        }
      : { standings: [], steps: [], triggers: [] },
  find: async () => ({ items: [] }),
  conservation: async () => ({
    records: { received: 3, shares: [{ state: 'delivered', reason: 'published', count: 2 }] },
    triggers: { recorded: 1, shares: [{ trigger: 'shipped', state: 'sent', reason: 'sent', count: 1 }] },
  }),
})

const token = 'a-token-of-some-length'

const door = (key = 'north:order:N-1') =>
  express().use(
    monitorRoutes({
      ...{ timelines: knowing(key), exceptions: noExceptions, books: noBooks, people: peopleOf([], token) },
      contactUrlOf: (account) => `https://dotdigital.example/#/contacts/{contactId}${account === 'main' ? '' : '?'}`,
    }),
  )

const get = (path: string, key?: string) => request(door(key)).get(path).set('authorization', `Bearer ${token}`)

describe('a record', () => {
  it('is shown with its timeline, a sentence, an owner and a next step', async () => {
    const { body, status } = await get('/v1/records/north:order:N-1')

    expect(status).toBe(200)
    expect(body).toMatchObject({
      key: 'north:order:N-1',
      versions: [
        {
          ...{ version: 'v1', state: 'waiting', owner: 'operations' },
          sentence: 'Dotdigital refused the data of record north:order:N-1: too long.',
          nextStep: 'Do what this says, or have it done; then replay the record.',
        },
      ],
      timeline: [{ service: 'ingest-gateway', type: 'received.order.v1', facts: { origin: 'live' } }, {}],
      contact: { account: 'main', id: '7', url: 'https://dotdigital.example/#/contacts/7' },
      triggers: [{ trigger: 'shipped', state: 'waiting', owner: 'operations', proof: ['purpose transactional'] }],
    })
    expect(body.triggers[0].sentence).toMatch(/could not be written/)
  })

  it('that nobody knows is a problem that says how records are named', async () => {
    const response = await get('/v1/records/north:order:N-404')

    expect(response.status).toBe(404)
    expect(response.type).toBe('application/problem+json')
    expect(JSON.parse(response.text)).toMatchObject({
      title: 'No record north:order:N-404',
      detail: expect.stringContaining('<marketplace>:<kind>:<id>'),
    })
  })

  it.each(['north:order:2026/03/N-1', 'north:order:a:b', 'north:order:ä 1', 'north:order:100%'])(
    'is found by the key %s, written as it is or encoded',
    async (key) => {
      const slashed = key.split('/').map(encodeURIComponent).join('/')

      expect((await get(`/v1/records/${slashed}`, key)).status).toBe(200)
      expect((await get(`/v1/records/${encodeURIComponent(key)}`, key)).status).toBe(200)
    },
  )
})

describe('the equations', () => {
  it('say whether they hold, and whose turn each share is', async () => {
    const { body } = await get('/v1/conservation')

    expect(body).toEqual({
      records: {
        ...{ received: 3, holds: false },
        shares: [{ state: 'delivered', reason: 'published', count: 2, owner: 'concord' }],
      },
      triggers: {
        ...{ recorded: 1, holds: true },
        shares: [{ trigger: 'shipped', state: 'sent', reason: 'sent', count: 1, owner: 'concord' }],
      },
    })
  })
})

describe('the token', () => {
  it.each(['/v1/records/north:order:N-1', '/v1/conservation', '/v1/books/records'])('%s wants it', async (path) => {
    expect((await request(door()).get(path)).status).toBe(401)
    expect((await request(door()).get(path).set('authorization', 'Bearer another')).status).toBe(401)
    expect((await get(path)).status).toBe(200)
  })
})
