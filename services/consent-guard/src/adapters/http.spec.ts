import { onlyReaders } from '@concord/runtime'
import express from 'express'
import request from 'supertest'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ConsentAnswer } from '../answer.js'
import { consentRoutes } from './http.js'

const answered: ConsentAnswer = {
  account: 'main',
  purposes: {
    transactional: { isAllowed: true, reason: 'nothing-against-it', sentence: 'Yes.' },
    marketing: { isAllowed: false, reason: 'unsubscribed', sentence: 'No.' },
  },
  facts: [],
  statements: [],
}

describe('consent for other systems', () => {
  let asked: string[][]
  beforeEach(() => {
    asked = []
  })
  const door = (token?: string, answer: ConsentAnswer | undefined = answered) =>
    express().use(
      consentRoutes({
        readers: onlyReaders(token),
        answer: async (...question) => (asked.push(question), question[1] === 'nobody' ? undefined : answer),
      }),
    )

  it('is answered as it is, and kept by nobody on the way', async () => {
    const response = await request(door()).get('/v1/consent/north/c-1')

    expect(response.status).toBe(200)
    expect(response.body).toEqual(answered)
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', 'content-language': 'en' })
  })

  it.each(['c-1', 'ada+news@example.org', '2026/C 1', 'ä%1'])('is asked for %s', async (customer) => {
    await request(door()).get(`/v1/consent/north/${customer.split('/').map(encodeURIComponent).join('/')}`)
    await request(door()).get(`/v1/consent/north/${encodeURIComponent(customer)}`)

    expect(asked).toEqual([
      ['north', customer, 'en'],
      ['north', customer, 'en'],
    ])
  })

  it.each([
    ['fr-FR,fr;q=0.9,en;q=0.5', 'fr'],
    ['de', 'de'],
    ['pt,es;q=0.8', 'es'],
    ['pt', 'en'],
    ['*', 'en'],
  ])('speaks to whoever reads %s in %s', async (accepted, language) => {
    const response = await request(door()).get('/v1/consent/north/c-1').set('Accept-Language', accepted)

    expect(asked).toEqual([['north', 'c-1', language]])
    expect(response.headers).toMatchObject({ 'content-language': language, vary: 'Accept-Language' })
  })

  it('is told to nobody without the token', async () => {
    const response = await request(door('a-token-of-16-chars')).get('/v1/consent/north/c-1')

    expect(response.status).toBe(401)
    expect(response.type).toBe('application/problem+json')
    expect(asked).toEqual([])
  })

  it('that nobody knows is a problem, and does not say whom it was asked about', async () => {
    const response = await request(door()).get('/v1/consent/north/nobody')

    expect(response.status).toBe(404)
    expect(response.type).toBe('application/problem+json')
    expect(response.text).not.toContain('nobody')
  })
})
