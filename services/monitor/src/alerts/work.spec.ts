import { parseConcordConfig } from '@concord/runtime'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finding } from '../testing/alerts.js'
import { minute } from '../testing/messages.js'
import type { Alert } from './alert.js'
import type { StepWithDeliveries } from './alerts-port.js'
import { crowdKeyIn, type Finding } from './finding.js'
import { mostAlike } from './grouping.js'
import { stepOf } from './work.js'

const config = parseConcordConfig(`
marketplaces: {}
accounts: {}
alerts:
  routes: { chat: { is: slack } }
  owners: { engineering: { routes: [chat] } }
`)

const strange = (nth: number): Finding =>
  finding({ type: 'value-unknown', place: { marketplace: 'north' }, group: `value ${nth}` })

/** Goes through looks two minutes apart, and answers each step. */
const walked = (looks: readonly (readonly number[])[]): readonly StepWithDeliveries[] => {
  const steps: StepWithDeliveries[] = []
  let standing: readonly Alert[] = []
  for (const [nth, found] of looks.entries()) {
    const seen = { findings: found.map(strange), blind: [] }
    const step = stepOf(standing, seen, { config, now: new Date(minute(nth * 2)) })
    steps.push(step)
    standing = step.alerts.filter(({ state }) => state !== 'resolved')
  }
  return steps
}

const upTo = (many: number): readonly number[] => Array.from({ length: many }, (_, nth) => nth)

describe('from what is seen to what is said', () => {
  it('is one message for ten thousand findings, and one more when all of them are gone', () => {
    const steps = walked([upTo(10_000), upTo(10_000), ...Array.from({ length: 8 }, () => [])])

    expect(steps.flatMap(({ deliveries }) => deliveries.map(({ notice }) => notice))).toEqual(['opened', 'resolved'])
  })

  it('never leaves more than eleven alerts of a kind in one place, whatever comes and goes', () => {
    const looks = fc.array(fc.uniqueArray(fc.nat(60), { maxLength: 40 }), { maxLength: 25 })
    fc.assert(
      fc.property(looks, (all) => {
        for (const { alerts } of walked(all)) {
          const standing = alerts.filter(({ state }) => state !== 'resolved')
          expect(standing.length).toBeLessThanOrEqual(mostAlike + 1)
          expect(new Set(standing.map(({ key }) => crowdKeyIn(key, 'engineering'))).size).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 200 },
    )
  })

  it('says of every alert that it is over that was said to be there, once nothing is wrong for long enough', () => {
    const looks = fc.array(fc.uniqueArray(fc.nat(60), { maxLength: 40 }), { maxLength: 25 })
    fc.assert(
      fc.property(looks, (all) => {
        const steps = walked([...all, ...Array.from({ length: 8 }, () => [])])
        const said = steps.flatMap(({ deliveries }) => deliveries)
        const idsOf = (which: string) => said.filter(({ notice }) => notice === which).map(({ alertId }) => alertId)
        expect(idsOf('resolved').toSorted()).toEqual([...new Set(idsOf('opened'))].toSorted())
        expect(new Set(said.map(({ id }) => id)).size).toBe(said.length)
      }),
      { numRuns: 200 },
    )
  })
})
