import { describe, expect, it } from 'vitest'
import type { DifferenceSeen, Reconciliation } from './answers-reconcile.js'
import { Refused } from './errors.js'
import type { AcceptWish, ExamplesWish, ReconcileWish, Reconciliations, RepairWish } from './reconcile-port.js'
import { runCommand } from './program.js'
import { monitor, world } from './testing/worlds.js'

const differs = (fields: Partial<DifferenceSeen> = {}): DifferenceSeen => ({
  ...{ id: '7', edge: 'marketplace', marketplace: 'north', what: 'order', key: 'north:order:O1', kind: 'stale' },
  ...{ fields: ['state'], isRepairable: true, state: 'open', why: null, accepted: null, ...fields },
})
const part = (fields: Partial<Reconciliation['parts'][number]> = {}) => ({
  ...{
    edge: 'marketplace',
    marketplace: 'north',
    state: 'done' as const,
    why: null,
    compared: 9,
    found: 0,
    byKind: {},
  },
  ...fields,
})
const begun = {
  ...{ id: 'R1', requestedAt: '2026-11-26T10:00:00.000Z', by: 'Olga', marketplaces: ['north'] },
  ...{ from: null, to: null, endedAt: null, state: 'running' as const },
}
const ended = (
  parts: readonly Reconciliation['parts'][number][] = [part()],
  state: 'done' | 'failed' = 'done',
  standings: Reconciliation['standings'] = [],
): Reconciliation => ({
  ...{ run: { ...begun, state }, parts: [...parts], trend: [], repairs: [], standings: [...standings] },
})

const reconciling = (changed: Partial<Reconciliations> = {}) => {
  const asked = { begun: [] as ReconcileWish[], repaired: [] as [string, RepairWish][] }
  const accepted: [string, AcceptWish][] = []
  const reconciliations: Reconciliations = {
    begin: async (wish) => (asked.begun.push(wish), begun),
    newest: async (limit) => [begun, { ...begun, id: 'R0' }].slice(0, limit),
    find: async () => ended(),
    examples: async () => [],
    repair: async (run, wish) => (asked.repaired.push([run, wish]), { repairs: 2, refused: [] }),
    accept: async (run, wish) => (accepted.push([run, wish]), { accepted: 1 }),
    ...changed,
  }
  const run = async (...argv: readonly string[]) => {
    const said = { out: '', err: '' }
    const code = await runCommand(['reconcile', ...argv], {
      ...{ environment: {}, columns: 160, isWatched: false },
      out: (text) => void (said.out += text),
      err: (text) => void (said.err += text),
      worldOf: () => world({ monitor: monitor({ reconciliations }) }),
    })
    return { code, ...said }
  }
  return { run, asked, accepted }
}

const standing = (fields: Partial<Reconciliation['standings'][number]> = {}) => ({
  ...{ edge: 'marketplace', kind: 'stale', state: 'open' as const, isRepairable: true, count: 1 },
  ...fields,
})

describe('reconcile', () => {
  it('begins a run over everything, waits for it, and is fine where nothing differs', async () => {
    const { run, asked } = reconciling()

    expect(await run()).toMatchObject({ code: 0, out: expect.stringContaining('Nothing differs.') })
    expect(asked.begun).toEqual([{}])
  })

  it('begins one over a window of some marketplaces', async () => {
    const { run, asked } = reconciling()
    const { code, err, out } = await run('--marketplace', 'north,south', '--from', '2026-11-01', '--no-wait')

    expect({ code, out }).toEqual({ code: 0, out: '' })
    expect(err).toContain('Reconciliation R1 has begun')
    expect(asked.begun).toEqual([{ marketplaces: ['north', 'south'], from: '2026-11-01T00:00:00.000Z' }])
  })

  it('shows what differs by kind, with examples and the trend, and ends with 1', async () => {
    const parts = [
      part({ found: 4, byKind: { stale: 4 } }),
      part({ marketplace: 'south', found: 2, byKind: { stale: 1, extra: 1 } }),
    ]
    const trend: Reconciliation['trend'] = [
      { run: 'R0', requestedAt: '2026-11-25', byKind: { stale: 8 } },
      { run: 'R1', requestedAt: '2026-11-26', byKind: { stale: 5, extra: 1 } },
    ]
    const { run } = reconciling({
      find: async () => ({ ...ended(parts, 'done', [standing({ count: 6 })]), trend }),
      examples: async (_run, { kind }) => [differs({ kind }), differs({ kind, id: '8', key: 'north:order:O2' })],
    })
    const { code, out } = await run('show', 'R1')

    expect(code).toBe(1)
    expect(out).toMatch(/Mirakl +stale +5 +7 +open +north:order:O1 +state/)
    expect(out).toMatch(/8 +open +north:order:O2 +state/)
    expect(out).toContain('and 3 more stale at Mirakl: --all lists them\n')
    expect(out).toMatch(/2026-11-26 +6 +5 stale, 1 extra/)
    expect(out).toContain('6 differ. 6 can be mended: concord reconcile repair R1 --all --dry-run')
  })

  it('lists all where that is asked for', async () => {
    const asked: ExamplesWish[] = []
    const { run } = reconciling({
      find: async () => ended([part({ found: 1, byKind: { stale: 1 } })]),
      examples: async (_run, wish) => (asked.push(wish), [differs()]),
    })
    expect((await run('show', 'R1', '--all')).out).not.toContain('more stale')
    await run('show', 'R1')

    expect(asked.map(({ isAll }) => isAll)).toEqual([true, false])
  })

  it('marks what was refused and why, and what is accepted by whom and why', async () => {
    const accepted = { at: '2026-11-26T10:00:00.000Z', who: 'Olga', reason: 'Erased at their wish.' }
    const { run } = reconciling({
      find: async () => ended([part({ edge: 'account', found: 2, byKind: { missing: 2 } })]),
      examples: async () => [
        differs({ state: 'refused', why: 'It was sent.', detail: 'A detail.' }),
        differs({ id: '8', state: 'accepted', accepted }),
        differs({ id: '9', state: 'mending' }),
      ],
    })
    const { out } = await run('show', 'R1')

    expect(out).toMatch(/Dotdigital +missing +2 +7 +refused .*It was sent\./)
    expect(out).toMatch(/8 +accepted .*Olga, 2026-11-26: Erased at their wish\./)
    expect(out).toMatch(/9 +being mended/)
  })

  it.each([
    [
      [standing({ state: 'mended', count: 2 }), standing({ state: 'accepted' })],
      0,
      'Nothing is left to do: 2 mended, 1 accepted.',
    ],
    [
      [standing({ state: 'refused', count: 3 })],
      1,
      '3 differ. 0 can be mended; 3 were refused: see why, mend the cause, or accept',
    ],
    [[standing({ isRepairable: false, count: 3 })], 1, '3 differ. 0 can be mended; 3 cannot be: see why'],
    [
      [standing({ state: 'mending', count: 2 }), standing({ state: 'accepted' })],
      1,
      '2 differ (besides 1 accepted). 2 being mended: run',
    ],
    [[standing({ count: 3 })], 1, '3 differ. 3 can be mended: concord reconcile repair R1 --all --dry-run'],
  ])('says what is left and what to do about it: %j', async (standings, code, words) => {
    const { run } = reconciling({ find: async () => ended([part({ found: 3 })], 'done', standings) })

    expect(await run('show', 'R1')).toMatchObject({ code, out: expect.stringContaining(words) })
  })

  it('lets differences stand for a reason', async () => {
    const { run, accepted } = reconciling()
    const reason = ['--reason', 'Erased at their wish.']
    expect((await run('accept', '--difference', '7,8', ...reason)).out).toContain('1 accepted')
    const dry = await run('accept', 'R1', '--kind', 'missing', ...reason, '--dry-run')

    expect(dry).toMatchObject({ code: 0, out: '1 would be accepted; nothing was done.\n' })
    expect(accepted).toEqual([
      ['R1', { differences: ['7', '8'], isDryRun: false, reason: 'Erased at their wish.' }],
      ['R1', { differences: 'all', kind: 'missing', isDryRun: true, reason: 'Erased at their wish.' }],
    ])
  })

  it.each([[['--all']], [['--reason', 'known']], [['--reason', 'known', '--all', '--difference', '7']]])(
    'lets nothing stand without a reason, or without being told exactly what: %j',
    async (options) => {
      const { run, accepted } = reconciling()

      expect([(await run('accept', 'R1', ...options)).code, accepted]).toEqual([2, []])
    },
  )

  it('ends with 2 where a difference is none of the run', async () => {
    const faults = ['body.differences: this reconciliation has no difference 99']
    const refused = new Refused(`monitor at http://x: ${faults.join('')}`, { status: 400, faults })
    const { run } = reconciling({ repair: () => Promise.reject(refused) })

    expect(await run('repair', 'R1', '--difference', '99')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no difference 99'),
    })
  })

  it('has the same for programs', async () => {
    const { run } = reconciling({
      find: async () => ended([part({ found: 1, byKind: { stale: 1 } })]),
      examples: async () => [differs()],
    })
    const told = JSON.parse((await run('--json')).out)

    expect(told).toMatchObject({ run: { id: 'R1' }, groups: [{ kind: 'stale', count: 1, examples: [differs()] }] })
  })

  it('says once what it waits for, and where it failed', async () => {
    const why = 'dd-publisher does not answer at http://x; look whether it runs.'
    const seen = [ended([part({ state: 'waiting', why })]), ended([part({ state: 'failed', why })], 'failed')]
    const waiting: Reconciliation = { ...ended([part({ state: 'waiting', why })]), run: begun }
    seen[0] = waiting
    const { run } = reconciling({ find: async () => seen.shift() ?? ended() })
    const { code, err, out } = await run()

    expect(code).toBe(1)
    expect(err).toContain(`It waits: ${why}`)
    expect(out).toContain('It failed where the table says so')
  })

  it.each([
    [['--all'], { differences: 'all', isDryRun: false }],
    [['--kind', 'stale', '--dry-run'], { differences: 'all', kind: 'stale', isDryRun: true }],
    [['--difference', '7,8'], { differences: ['7', '8'], isDryRun: false }],
  ])('has mended what %j says', async (options, wish) => {
    const { run, asked } = reconciling()

    expect((await run('repair', 'R1', ...options)).code).toBe(0)
    expect(asked.repaired).toEqual([['R1', wish]])
  })

  it('says that nothing was done in a dry run, and what cannot be mended', async () => {
    const { run } = reconciling({ repair: async () => ({ repairs: 2, refused: [{ id: '9', why: 'It was sent.' }] }) })
    const { code, out } = await run('repair', 'R1', '--all', '--dry-run')

    expect(code).toBe(1)
    expect(out).toMatch(/9 +It was sent\./)
    expect(out).toContain('2 would be mended; nothing was done.')
  })

  it.each([[[]], [['--all', '--kind', 'stale']], [['--kind', 'odd']]])(
    'wants to be told exactly what to mend: %j',
    async (options) => {
      const { run, asked } = reconciling()

      expect((await run('repair', 'R1', ...options)).code).toBe(2)
      expect(asked.repaired).toEqual([])
    },
  )

  it('tells what monitor refuses', async () => {
    const refused = new Refused('monitor at http://x: Not for viewer. Ask an operator.', { status: 403 })
    const { run } = reconciling({ begin: () => Promise.reject(refused) })

    expect(await run()).toEqual({ code: 2, out: '', err: 'monitor at http://x: Not for viewer. Ask an operator.\n' })
  })

  it('shows the newest run, and has its differences mended, where none is named, and says which it is', async () => {
    const found: string[] = []
    const { run, asked } = reconciling({ find: async (id) => (found.push(id), ended()) })

    expect(await run('show')).toMatchObject({ code: 0, err: expect.stringContaining('R1, begun 2026-11-26T10:00') })
    expect((await run('repair', '--all', '--dry-run')).code).toBe(0)
    expect([found, asked.repaired]).toEqual([['R1'], [['R1', { differences: 'all', isDryRun: true }]]])
  })

  it.each([['show'], ['repair', '--all']])('says how to begin one where there is none: %s', async (...argv) => {
    const { run, asked } = reconciling({ newest: async () => [] })

    expect(await run(...argv)).toMatchObject({ code: 2, err: expect.stringContaining('Begin one: concord reconcile.') })
    expect(asked.repaired).toEqual([])
  })

  it('lists the newest runs with what each found', async () => {
    const { run } = reconciling({
      find: async (id) => ({
        ...ended([part({ found: 3 }), part({ found: 1 })], 'done', [standing({ state: 'accepted' })]),
        run: { ...begun, id, state: 'done' },
      }),
    })

    expect((await run('list')).out).toMatch(/R1 +2026-11-26T10:00:00.000Z +north +everything +done +4 +3\n.*R0 /)
    expect(JSON.parse((await run('list', '--json')).out)).toMatchObject({
      reconciliations: [
        { id: 'R1', found: 4, left: 3 },
        { id: 'R0', found: 4, left: 3 },
      ],
    })
  })

  it.each([
    [[], 'everything, of every marketplace of concord.yaml'],
    [['--marketplace', 'north', '--from', '2026-11-01'], 'what changed from 2026-11-01T00:00:00.000Z, of north'],
  ])('begins nothing in a dry run, and says what it would compare: %j', async (options, words) => {
    const { run, asked } = reconciling()

    expect(await run('--dry-run', ...options)).toMatchObject({ code: 0, out: expect.stringContaining(words) })
    expect(JSON.parse((await run('--dry-run', '--json', ...options)).out)).toHaveProperty('to', null)
    expect(asked.begun).toEqual([])
  })
})
