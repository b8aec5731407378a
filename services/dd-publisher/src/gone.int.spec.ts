import type { Message } from '@concord/contracts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { line } from '@concord/domain/testing'
import { consentChanged, fact, instantOf, orderDecided } from './testing/builders.js'
import { recordsByAddress, totalsByAddress } from './testing/looks.js'
import { openWorld, secondMs, vault, type World } from './testing/world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

const sue = 'sue@example.org'
const received = (id: string, revision = 1) =>
  orderDecided(
    { id, state: 'RECEIVED', hasIncident: true, lines: [line({ state: 'RECEIVED' })] },
    { by: 'sue', consent: fact('subscribed'), revision },
  )
/** What consent-guard says once a whole reading has not shown the address any more. */
const saidToBeGone = consentChanged(vault.hash(`email ${sue}`), fact('unknown', instantOf(5)))

const settled = async (...messages: readonly Message[]): Promise<void> => {
  await world.deliver(...messages)
  world.pass(secondMs)
  await world.settle()
}

const imports = async () => (await world.dotdigital.calls('import')).filter(({ method }) => method !== 'GET').length

describe('a contact that was deleted in Dotdigital', () => {
  const deleteSue = async () => world.dotdigital.delete((await world.dotdigital.contact(sue))?.contactId ?? 0)
  beforeEach(async () => {
    await settled(received('N-1'))
    await deleteSue()
  })

  it('stays deleted once that is known, and gets nothing of what was left to send', async () => {
    expect(await world.triggers()).toContain('review-request north:N-1: waiting in-dispute')
    const before = await imports()
    await settled(saidToBeGone)

    expect(await world.dotdigital.contact(sue)).toBeUndefined()
    expect(await imports()).toBe(before)
    expect(await world.triggers()).toContain('review-request north:N-1: withheld no-contact')
    expect(await world.standing('north:order:N-1')).toBe('delivered published')
  })

  it('is one again with the next order of that person, with all of them, and not as a subscriber', async () => {
    await settled(saidToBeGone)
    await settled(received('N-2', 6))

    expect(await world.dotdigital.contact(sue)).toMatchObject({ emailStatus: 'unsubscribed' })
    expect(await recordsByAddress(world)).toEqual({ 'north-N-1': sue, 'north-N-2': sue })
    expect(await totalsByAddress(world)).toMatchObject({ [sue]: [2, 20] })
    expect(await world.standing('north:order:N-2')).toBe('delivered published')
    expect(await world.triggers()).toContain('review-request north:N-2: waiting in-dispute')
  })

  it('is not written to by what comes with the very word of it', async () => {
    await settled(received('N-2', 6), saidToBeGone)

    expect(await world.dotdigital.contact(sue)).toMatchObject({ emailStatus: 'unsubscribed' })
    expect(await recordsByAddress(world)).toEqual({ 'north-N-1': sue, 'north-N-2': sue })
    expect(await world.triggers()).toContain('review-request north:N-2: waiting in-dispute')
  })
})

describe('a contact that is only said to be gone', () => {
  it('stays who it is', async () => {
    await settled(received('N-1'))
    const before = await imports()
    await settled(saidToBeGone)

    expect(await imports()).toBe(before)
    expect(await world.triggers()).toContain('review-request north:N-1: waiting in-dispute')
    await settled(received('N-2', 6))
    expect(await recordsByAddress(world)).toEqual({ 'north-N-1': sue, 'north-N-2': sue })
    expect(await world.dotdigital.contact(sue)).toMatchObject({ emailStatus: 'subscribed' })
  })

  it('is looked for again where Dotdigital did not answer', async () => {
    await settled(received('N-1'))
    await world.dotdigital.faults({
      match: { method: 'GET', path: '/contacts/v3/email' },
      times: 3,
      do: 'status',
      status: 503,
    })
    await world.deliver(saidToBeGone)
    await expect(world.publish()).rejects.toThrow()
    await settled(received('N-2', 6))

    expect(await recordsByAddress(world)).toEqual({ 'north-N-1': sue, 'north-N-2': sue })
  })
})
