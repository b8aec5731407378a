import { afterEach, beforeEach, describe } from 'vitest'
import { deliversOnce, flows } from './flow.contract.js'
import type { BusUnderTest, BusWanted } from './harness.js'
import { closes } from './closing.contract.js'
import { survives } from './crash.contract.js'
import { fills, putsOff } from './full.contract.js'
import { retries } from './retry.contract.js'
import { routes } from './routing.contract.js'

/** What every service relies on, whatever carries its messages. */
export const describeBus = (name: string, create: (wanted?: BusWanted) => Promise<BusUnderTest>): void => {
  describe(`${name} as a bus`, () => {
    let underTest: BusUnderTest
    const current = (): BusUnderTest => underTest

    beforeEach(async () => {
      underTest = await create()
    })
    afterEach(() => underTest.close())

    describe('routing', () => routes(current))
    describe('flow', () => flows(current))
    describe('delivery', () => deliversOnce(current))
    describe('failures', () => retries(current))
    describe('crash', () => survives(current))
    describe('closing', () => closes(current))
  })

  describe(`${name} with little room`, () => {
    let underTest: BusUnderTest

    beforeEach(async () => {
      underTest = await create({ maxDepth: 3 })
    })
    afterEach(() => underTest.close())

    fills(() => underTest)
  })

  describe(`${name} with little room and little patience`, () => {
    let underTest: BusUnderTest

    beforeEach(async () => {
      underTest = await create({ maxDepth: 3, holdMs: 30 })
    })
    afterEach(() => underTest.close())

    putsOff(() => underTest)
  })
}
