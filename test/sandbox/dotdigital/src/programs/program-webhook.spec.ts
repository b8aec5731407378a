import { afterEach, describe, expect, it, vi } from 'vitest'
import { later, people, started, stopAll } from '../testing.js'
import { outcomes, patience, receiver } from '../webhooks/testing-webhooks.js'

afterEach(stopAll)

describe("a program's webhook", () => {
  const body = { mail: '@EMAIL@', name: 'Dear @firstname@@LASTNAME@', ids: ['@CONTACTID@'], isNew: true }
  const enrolled = async (webhook: object) => {
    const programs = [{ id: 3, name: 'Reviews', webhook: { body, ...webhook } as never }]
    const ask = await started({ world: { ...people, programs } })
    await ask('POST', '/v2/programs/enrolments', { programId: 3, contacts: [1001, 1002] })
    return ask
  }

  it('is called for each contact taken in, once the enrolment is finished, with what was designed', async () => {
    const { url, received } = await receiver(503)
    const ask = await enrolled({ url, auth: { kind: 'basic', user: 'me', password: 'secret' } })
    expect(received).toEqual([])
    await later(ask)

    await vi.waitFor(() => expect(received).toHaveLength(1), patience)
    expect(received).toMatchObject([
      {
        body: { mail: 'jane@example.com', name: 'Dear Jane', ids: ['1001'], isNew: true },
        headers: { authorization: `Basic ${btoa('me:secret')}` },
      },
    ])
    await vi.waitFor(async () => expect(await outcomes(ask)).toEqual(['given-up']), patience)
  })

  it.each([
    [{ kind: 'bearer', token: 't' }, 'Bearer t', '/hook'],
    [{ kind: 'api-key', in: 'header', name: 'authorization', value: 'k' }, 'k', '/hook'],
    [{ kind: 'api-key', in: 'query', name: 'key', value: 'k' }, undefined, '/hook?key=k'],
  ])('may carry credentials: %j', async (auth, authorization, path) => {
    const { url, received } = await receiver()
    await later(await enrolled({ url, auth }))

    await vi.waitFor(() => expect(received).toHaveLength(1), patience)
    expect([received[0]?.headers['authorization'], received[0]?.path]).toEqual([authorization, path])
  })
})
