import { beforeEach, expect, it } from 'vitest'
import type { Leases } from './lease.js'

export interface LeasesUnderTest {
  readonly leases: Leases
  /** Lets time pass, beyond the length of a lease where told so. */
  pass(howFar: 'a while' | 'a whole lease'): Promise<void>
}

/** What every keeper of leases keeps to; each test begins with none. */
export const leaseContract = (open: () => Promise<LeasesUnderTest>): void => {
  let leases: Leases
  let pass: LeasesUnderTest['pass']
  beforeEach(async () => {
    ;({ leases, pass } = await open())
  })

  it('gives a marketplace to one holder at a time, and each its own', async () => {
    expect(await leases.take('north', 'one')).toEqual({ marketplace: 'north', holder: 'one', epoch: 1 })
    expect(await leases.take('north', 'two')).toBeUndefined()
    expect(await leases.take('south', 'two')).toMatchObject({ marketplace: 'south', epoch: 1 })
  })

  it('gives it to one of many that ask at once, every time', async () => {
    const holders = Array.from({ length: 12 }, (_none, index) => `holder ${index}`)
    for (const epoch of [1, 2, 3]) {
      const asked = await Promise.all(holders.map((holder) => leases.take('north', holder)))
      const given = asked.filter((lease) => lease !== undefined)

      expect(given).toMatchObject([{ epoch }])
      for (const lease of given) await leases.release(lease)
    }
  })

  it('gives it to the next one, with a higher epoch, when it has run out', async () => {
    await leases.take('north', 'one')
    await pass('a while')
    expect(await leases.take('north', 'two')).toBeUndefined()
    await pass('a whole lease')

    expect(await leases.take('north', 'two')).toEqual({ marketplace: 'north', holder: 'two', epoch: 2 })
  })

  it('does not run out while it is renewed', async () => {
    const lease = await leases.take('north', 'one')
    for (let turn = 0; turn < 4; turn += 1) {
      await pass('a while')
      expect(lease && (await leases.renew(lease))).toBe(true)
    }

    expect(await leases.take('north', 'two')).toBeUndefined()
  })

  it('is renewed late as long as nobody has taken it, and never after that', async () => {
    const lease = await leases.take('north', 'one')
    await pass('a whole lease')
    expect(lease && (await leases.renew(lease))).toBe(true)
    await pass('a whole lease')
    await leases.take('north', 'two')

    expect(lease && (await leases.renew(lease))).toBe(false)
    await pass('a whole lease')
    expect(lease && (await leases.renew(lease))).toBe(false)
  })

  it('can be taken as soon as it is given back, but not when somebody gives back what is no longer his', async () => {
    const lease = await leases.take('north', 'one')
    if (lease !== undefined) await leases.release(lease)
    expect(await leases.take('north', 'two')).toMatchObject({ epoch: 2 })
    if (lease !== undefined) await leases.release(lease)

    expect(await leases.take('north', 'three')).toBeUndefined()
  })

  it('is taken anew by its own holder, who may have died meanwhile: what it had before is void', async () => {
    const before = await leases.take('north', 'one')

    expect(await leases.take('north', 'one')).toMatchObject({ epoch: 2 })
    expect(before && (await leases.renew(before))).toBe(false)
  })
}
