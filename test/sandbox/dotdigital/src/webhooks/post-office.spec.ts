import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Ask, later, started, stopAll, textOf } from '../testing.js'
import { PostOffice } from './post-office.js'
import { emit, hook, outcomes, patience, receiver, subscribe } from './testing-webhooks.js'

afterEach(stopAll)

describe('an answer', () => {
  const event = { name: 'message.inbound', payload: {} }
  const emitted = async (ask: Ask, url: string) => {
    const { body } = await subscribe(ask, hook(url, ['message.inbound']))
    await emit(ask, event)
    return textOf(body['id'])
  }

  it.each([
    [204, 'delivered'],
    [400, 'dropped'],
    [401, 'authentication-failed'],
  ])('of %i ends it as %s', async (status, outcome) => {
    const ask = await started()
    const { url, received } = await receiver(status)
    await emitted(ask, url)

    await vi.waitFor(async () => expect(await outcomes(ask)).toEqual([outcome]), patience)
    await later(ask, 86_400)
    await emit(ask, event)
    await vi.waitFor(() => expect(received).toHaveLength(2), patience)
    expect(await outcomes(ask)).toHaveLength(2)
  })

  it('that is none of these is tried again up the ladder, the same event, for about a day', async () => {
    const ask = await started()
    const { url, received } = await receiver(...Array.from({ length: 20 }, () => 503))
    await emitted(ask, url)
    const ladder = [5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 14_400, 14_400, 14_400, 14_400]

    for (const [index, pause] of ladder.entries()) {
      await vi.waitFor(async () => expect(await outcomes(ask)).toHaveLength(index + 1), patience)
      await later(ask, pause - 1)
      await later(ask, 1)
    }

    await vi.waitFor(async () => expect(await outcomes(ask)).toHaveLength(17), patience)
    const { body } = await ask('GET', '/_sandbox/webhooks/deliveries')
    const attempts = Object.values(body).map((one) => Date.parse(textOf(one?.['at'])) / 1000)
    expect(attempts.slice(1).map((at, index) => at - (attempts[index] ?? 0))).toEqual(ladder)
    expect(((await outcomes(ask)) as readonly string[]).at(-1)).toBe('given-up')
    expect(new Set(received.map(({ raw }) => raw)).size).toBe(1)
    await later(ask, 86_400)
    expect(received).toHaveLength(17)
  })

  it('that never comes, as nobody is there, is tried again too', async () => {
    const ask = await started()
    await emitted(ask, 'http://127.0.0.1:1/hook')

    await vi.waitFor(async () => expect(await outcomes(ask)).toEqual(['retried']), patience)
    await later(ask, 5)
    await vi.waitFor(async () => expect(await outcomes(ask)).toEqual(['retried', 'retried']), patience)
  })

  it('that is being waited for does not keep a sandbox from stopping', async () => {
    const ask = await started()
    const { url, received } = await receiver('none')
    await emitted(ask, url)
    await vi.waitFor(() => expect(received).toHaveLength(1), patience)

    const begun = performance.now()
    await stopAll()

    expect(performance.now() - begun).toBeLessThan(2000)
  })

  it('is not waited for from a webhook that was deleted meanwhile', async () => {
    const ask = await started()
    const { url, received } = await receiver(503)
    const id = await emitted(ask, url)
    await vi.waitFor(async () => expect(await outcomes(ask)).toEqual(['retried']), patience)

    await ask('DELETE', `/cpaas/webhooks/${id}`)
    await later(ask, 5)
    const other = await receiver()
    await emitted(ask, other.url)

    await vi.waitFor(() => expect(other.received).toHaveLength(1), patience)
    expect(received).toHaveLength(1)
  })
})

it('posts the others although one letter cannot be written, and says so', async () => {
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const { url, received } = await receiver()
  const office = new PostOffice({ now: () => new Date(), onTurn: () => undefined, isExpecting: () => false })
  const letter = { events: [], isRetried: false, dueAt: 0 }
  const unwritable = () => {
    throw new Error('no such address')
  }

  office.add({ ...letter, write: unwritable })
  office.add({ ...letter, write: () => ({ url, headers: {}, body: '{}' }) })

  await vi.waitFor(() => expect(received).toHaveLength(1), patience)
  await office.stop()
  expect(told).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('no such address'))
  told.mockRestore()
})
