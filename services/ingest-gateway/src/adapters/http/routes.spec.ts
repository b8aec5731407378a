import { Router } from 'express'
import request from 'supertest'
import { expect, it } from 'vitest'
import { openTestDoor, readerToken } from '../../testing/door.js'

it.each(['/v1/conservation', '/v1/polls'])('shows %s to readers only', async (path) => {
  const { app } = openTestDoor()

  expect(await request(app).get(path)).toMatchObject({ status: 401 })
  expect(await request(app).get(path).set('authorization', `Bearer ${readerToken}`)).toMatchObject({ status: 200 })
})

it('offers what others bring, beside the ways in', async () => {
  const others = [Router().get('/v1/more', (_request, response) => void response.json({ more: true }))]

  expect(await request(openTestDoor({ others }).app).get('/v1/more')).toMatchObject({ body: { more: true } })
})
