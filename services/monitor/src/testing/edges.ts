import type { ComparisonRequest, Difference, RepairRequest } from '@concord/contracts'
import { EdgeAway, EdgeRefuses } from '../errors.js'
import type { EdgeService } from '../reconciliation.js'

/** A service that compares, and does what a test wants of it. */
export const edgeOf = (differences: readonly Difference[] = []) => {
  const world = {
    differences,
    state: 'done' as 'running' | 'done' | 'failed',
    isAway: false,
    refuses: undefined as string | undefined,
    begun: [] as ComparisonRequest[],
    repaired: [] as RepairRequest[],
    pageSize: 2,
  }
  const check = (): void => {
    if (world.isAway) throw new EdgeAway('dd-publisher does not answer at http://x; look whether it runs.')
    if (world.refuses !== undefined) throw new EdgeRefuses(world.refuses)
  }
  const stateOf = (id: string) => ({
    ...{ id, marketplace: 'north', state: world.state, compared: 9, found: world.differences.length },
    ...{ startedAt: '2026-11-26T02:30:00.000Z', ...(world.state === 'failed' ? { reason: 'The exports broke.' } : {}) },
  })
  const edge: EdgeService = {
    async begin(request) {
      check()
      if (!world.begun.some(({ id }) => id === request.id)) world.begun.push(request)
      return stateOf(request.id)
    },
    async state(id) {
      check()
      return stateOf(id)
    },
    async differences(_id, after) {
      check()
      const page = world.differences.filter(({ n }) => n > after).slice(0, world.pageSize)
      return { differences: page, next: page.length < world.pageSize ? null : (page.at(-1)?.n ?? null) }
    },
    async repair(_id, request) {
      check()
      world.repaired.push(request)
      const wanted = world.differences.filter(
        ({ n }) => request.differences === 'all' || request.differences.includes(n),
      )
      const refused = wanted.filter(({ isRepairable }) => !isRepairable).map(({ n }) => ({ n, why: 'It was sent.' }))
      return { repairs: wanted.length - refused.length, refused }
    },
  }
  return { world, edge }
}

/** One that can be mended, unless a test says otherwise. */
export const difference = (n: number, fields: Partial<Difference> = {}): Difference => ({
  ...{ n, what: 'order', key: `north:order:O${n}`, kind: 'stale', fields: ['state'], isRepairable: true },
  ...fields,
})
