import { peopleOf } from '@concord/runtime'
import express from 'express'
import request from 'supertest'
import { describe, expect, it } from 'vitest'
import type { Paging } from '../../exceptions.js'
import type { Timelines, Wanted } from '../../ports.js'
import { noBooks, noExceptions } from '../../testing/exceptions.js'
import { key, minute } from '../../testing/messages.js'
import { monitorRoutes } from '../http.js'

const token = 'a-token-of-some-length'

const scene = () => {
  const asked: (readonly [Wanted, Paging])[] = []
  const found = {
    key,
    at: minute(0),
    version: 'v1',
    state: 'waiting',
    reason: 'identity-overdue',
    changedAt: minute(1),
  }
  const find: Timelines['find'] = async (wanted, paging) => (
    asked.push([wanted, paging]),
    { items: [found], next: [minute(0), key] }
  )
  const timelines = { find } as Timelines
  const app = express().use(
    monitorRoutes({ timelines, exceptions: noExceptions, books: noBooks, people: peopleOf([], token) }),
  )
  const post = (body: object, as = token) =>
    request(app).post('/v1/records/search').set('authorization', `Bearer ${as}`).send(body)
  return { asked, post }
}

describe('looking for records', () => {
  it('says of each where it stands, whose turn it is and what to do', async () => {
    const { body } = await scene().post({ by: 'email', value: 'ada@example.org' })

    expect(body.records).toMatchObject([{ key, at: minute(0), state: 'waiting', owner: 'cx' }])
    expect(body.records[0].nextStep).toMatch(/\S/)
  })

  it('goes on where the page before ended', async () => {
    const { asked, post } = scene()
    const { body } = await post({ by: 'seller', value: ' shop-7 ', limit: 2 })
    await post({ by: 'seller', value: 'shop-7', cursor: body.next })

    expect(asked).toEqual([
      [
        { by: 'seller', value: 'shop-7' },
        { limit: 2, after: undefined },
      ],
      [
        { by: 'seller', value: 'shop-7' },
        { limit: 50, after: [minute(0), key] },
      ],
    ])
  })

  it.each([
    [{ by: 'name', value: 'Ada' }, /body\.by: .*email/],
    [{ by: 'email' }, /body\.value/],
    [{ by: 'email', value: ' ' }, /body\.value/],
    [{ by: 'email', value: 'x', cursor: 'abc' }, /body\.cursor/],
    [{ by: 'email', value: 'x', colour: 'red' }, /body: .*colour/],
  ])('refuses %j by name of the field', async (body, fault) => {
    const { asked, post } = scene()
    const response = await post(body)

    expect([response.status, JSON.parse(response.text).detail]).toEqual([400, expect.stringMatching(fault)])
    expect(asked).toEqual([])
  })

  it('is for readers', async () => {
    expect((await scene().post({ by: 'order', value: 'x' }, 'another')).status).toBe(401)
  })
})
