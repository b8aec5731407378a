import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { Backfill, Conservation, ExceptionSeen, RecordSeen, Replay } from './answers.js'
import { CannotRun, Refused } from './errors.js'
import type { World } from './ports.js'
import { runCommand } from './program.js'
import { gateway, monitor, world } from './testing/worlds.js'

const run = async (argv: readonly string[], changed: Partial<World> = {}) => {
  const said = { out: '', err: '' }
  const code = await runCommand(argv, {
    ...{ environment: {}, columns: 160, isWatched: false },
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    worldOf: () => world(changed),
  })
  return { code, ...said }
}

const delivered = { state: 'delivered', reason: 'published', count: 3 }
const waiting = { state: 'waiting', reason: 'identity', count: 2 }
const heard = (changed: Partial<Conservation['records']> = {}): Conservation => ({
  records: {
    ...{ received: 5, holds: true },
    shares: [
      { ...delivered, owner: 'concord' },
      { ...waiting, owner: 'cx' },
    ],
    ...changed,
  },
  triggers: {
    ...{ recorded: 1, holds: true },
    shares: [{ trigger: 'shipped', state: 'delivered', reason: 'sent', count: 1, owner: 'concord' }],
  },
})

describe('status', () => {
  const polls = [{ marketplace: 'north', kind: 'order', startedAt: '2026-03-01', watermark: '2026-02-28' }]
  const all = {
    gateway: gateway({ figures: async () => ({ hints: 7 }), polls: async () => polls }),
    monitor: monitor({ conservation: async () => heard() }),
  }

  it('shows whose turn it is, how far polling is, and the figures of the door', async () => {
    const { code, out } = await run(['status'], all)

    expect(code).toBe(0)
    expect(out).toMatch(/5 records, all of them accounted for/)
    expect(out).toMatch(/2 +waiting +identity +cx/)
    expect(out).toMatch(/north +order +2026-03-01/)
    expect(out).toMatch(/hints +7/)
  })

  it('says so where an equation does not hold', async () => {
    const broken = { ...all, monitor: monitor({ conservation: async () => heard({ received: 6, holds: false }) }) }

    expect((await run(['status'], broken)).out).toContain('6 records, NOT all of them accounted for')
  })

  it('has the same for programs', async () => {
    expect(JSON.parse((await run(['status', '--json'], all)).out)).toEqual({
      ...heard(),
      ...{ gateway: { hints: 7 }, polls, alerts: [] },
    })
  })

  it('ends with 2 where nobody answers', async () => {
    expect(await run(['status'])).toEqual({ code: 2, out: '', err: 'nobody answers\n' })
  })
})

describe('records', () => {
  const explained = { sentence: 'It has no address.', owner: 'cx' }
  const nextStep = 'Post a sales order.'
  const record: RecordSeen = {
    key: 'north:order:N-1',
    versions: [
      { version: 'v1', state: 'waiting', reason: 'identity', changedAt: '2026-03-01', ...explained, nextStep },
    ],
    timeline: [
      {
        version: 'v1',
        at: '2026-03-01',
        service: 'ingest-gateway',
        type: 'received.order.v1',
        facts: { lane: 'bulk' },
      },
    ],
    triggers: [
      {
        ...{
          trigger: 'shipped',
          subject: 'north:N-1',
          state: 'waiting',
          reason: 'in-dispute',
          changedAt: '2026-03-01',
        },
        ...{ proof: ['rule no-dispute'], ...explained },
      },
    ],
  }
  const known = { monitor: monitor({ record: async (key) => (key === record.key ? record : undefined) }) }

  it('shows where each is and why, its triggers, and the way it came', async () => {
    const { code, out } = await run(['records', record.key], known)

    expect(code).toBe(0)
    for (const text of [
      'waiting (identity)',
      'Post a sales order.',
      'shipped of north:N-1',
      'rule no-dispute',
      'lane bulk',
    ])
      expect(out).toContain(text)
  })

  it('shows those there are, names those there are not, and ends with 1', async () => {
    const { code, out, err } = await run(['records', 'north:order:N-2', record.key, '--json'], known)

    expect([code, JSON.parse(out)]).toEqual([1, [record]])
    expect(err).toContain('No record north:order:N-2')
  })
})

const counts = { shares: [{ kind: 'order', state: 'quarantined', count: 4 }], expired: 1, superseded: 2 }

describe('replay', () => {
  const finished: Replay = { id: 'r-1', counts, progress: { handedOn: 3, stillInvalid: 1 }, finishedAt: '2026-03-01' }
  const asking = () => {
    const asked: unknown[] = []
    let looks = 0
    const at = gateway({
      planReplay: async (wish) => (asked.push(['plan', wish]), counts),
      beginReplay: async (wish) => (asked.push(['begin', wish]), { id: 'r-1', counts }),
      replay: async () => ((looks += 1) < 2 ? { ...finished, finishedAt: undefined } : finished),
    })
    return { asked, run: (...argv: readonly string[]) => run(['replay', ...argv], { gateway: at }) }
  }

  it('only counts in a dry run', async () => {
    const { asked, run: replay } = asking()
    const { code, out } = await replay('--dry-run', '--states', 'quarantined,waiting', '--accepted-from', '2026-01-31')

    expect([code, asked]).toEqual([
      0,
      [['plan', { states: ['quarantined', 'waiting'], acceptedFrom: '2026-01-31T00:00:00.000Z' }]],
    ])
    expect(out).toMatch(/4 +order +quarantined/)
    expect(out).toContain('4 records would be replayed. Left out: 2 for which a newer version stands, 1 whose payload')
  })

  it('waits until all are handed on, and says what became of them', async () => {
    const { asked, run: replay } = asking()
    const { code, out, err } = await replay('--marketplace', 'north', '--ids', 'N-1', '--ids', 'N-2')

    expect([code, asked]).toEqual([0, [['begin', { marketplace: 'north', ids: ['N-1', 'N-2'] }]]])
    expect(err).toContain('Replay r-1 of 4 records has begun.')
    expect(out).toMatch(/3 +handed on again/)
  })

  it('does not wait where it is told not to', async () => {
    expect(await asking().run('--kinds', 'order', '--no-wait', '--json')).toMatchObject({
      code: 0,
      out: expect.stringContaining('"id": "r-1"'),
    })
  })

  it('takes no day that there is not', async () => {
    expect(await asking().run('--accepted-from', 'yesterday')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Give an instant like 2026-01-31T12:00:00Z'),
    })
  })
})

describe('backfill', () => {
  const window = { from: '2025-01-01', to: '2026-01-01' }
  const ended = (state: 'done' | 'failed'): Backfill => ({
    ...{ id: 'b-1', state, windows: [{ ...window, state, counts: { accepted: 12 } }] },
    ...(state === 'failed' && { reason: 'Mirakl refused it' }),
  })
  const backfill = (state: 'done' | 'failed', ...argv: readonly string[]) =>
    run(['backfill', '--marketplace', 'north', '--from', '2025-01-01', ...argv], {
      gateway: gateway({
        planBackfill: async () => ({ windows: [window] }),
        beginBackfill: async () => ({ ...ended('done'), state: 'running' }),
        backfill: async () => ended(state),
      }),
    })

  it('only shows the exports in a dry run', async () => {
    expect((await backfill('done', '--dry-run')).out).toMatch(/2025-01-01 +2026-01-01\n\n1 exports/)
  })

  it('waits for its end, and says what came', async () => {
    const { code, out } = await backfill('done')

    expect(code).toBe(0)
    expect(out).toContain('12 accepted')
  })

  it('tells programs what has begun where it does not wait', async () => {
    const { code, out } = await backfill('done', '--no-wait', '--json')

    expect([code, JSON.parse(out)]).toMatchObject([0, { id: 'b-1', state: 'running' }])
  })

  it('ends with 1 where it failed, and says why', async () => {
    const { code, out } = await backfill('failed')

    expect(code).toBe(1)
    expect(out).toContain('It failed: Mirakl refused it.')
  })
})

describe('records find', () => {
  const one = { key: 'north:order:N-1', at: '2026-03-01', version: 'v1', state: 'delivered', reason: 'published' }
  const told = { changedAt: '2026-03-01', sentence: 'It is there.', owner: 'concord', nextStep: 'Nothing.' }
  const finding = () => {
    const asked: unknown[] = []
    const at = monitor({
      find: async (wanted, paging) => (asked.push([wanted, paging]), { records: [{ ...one, ...told }], next: 'more' }),
    })
    return { asked, run: (...argv: readonly string[]) => run(['records', 'find', ...argv], { monitor: at }) }
  }

  it.each(['order', 'commercial', 'customer', 'profile', 'seller', 'email'])('finds by %s', async (by) => {
    const { asked, run: find } = finding()
    const { code, out } = await find(`--${by}`, 'x', '--limit', '7')

    expect([code, asked]).toEqual([
      0,
      [
        [
          { by, value: 'x' },
          { limit: 7, cursor: undefined },
        ],
      ],
    ])
    for (const text of ['north:order:N-1', 'It is there.', '--cursor more']) expect(out).toContain(text)
  })

  it.each([[[]], [['--order', 'x', '--email', 'y']]])('wants one thing to look for: %j', async (argv) => {
    const { asked, run: find } = finding()

    expect(await find(...argv)).toMatchObject({ code: 2, err: expect.stringContaining('--seller') })
    expect(asked).toEqual([])
  })

  it('says so where there is none', async () => {
    const none = monitor({ find: async () => ({ records: [] }) })

    expect(await run(['records', 'find', '--order', 'x'], { monitor: none })).toMatchObject({
      ...{ code: 1, out: 'No record is known by that.\n' },
    })
  })
})

describe('exceptions', () => {
  const one: ExceptionSeen = {
    ...{
      id: 'e-1',
      about: { is: 'record', key: 'north:order:N-1', version: 'v1' },
      type: 'record:waiting/pipeline-fault',
    },
    ...{ owner: 'engineering', state: 'open', sentence: 'It was set aside.', nextStep: 'Mend the fault.' },
    ...{ runbook: 'docs/runbook.md, records: waiting/pipeline-fault', assignee: null, openedAt: '2026-03-01' },
    retry: 'replay',
  }
  const kept = () => {
    const asked: unknown[] = []
    const at = monitor({
      exceptions: async (filter, paging) => (asked.push([filter, paging]), { exceptions: [one], next: 'more' }),
      exception: async () => ({
        exception: one,
        history: [{ at: '2026-03-02', who: 'ada', action: 'note', after: { text: 'Looked at it.' } }],
      }),
      act: async (id, deed) => (asked.push([id, deed]), { ...one, assignee: 'ada' }),
    })
    return { asked, run: (...argv: readonly string[]) => run(['exceptions', ...argv], { monitor: at }) }
  }

  it('lists what is open with what to do, and says that there is more', async () => {
    const { asked, run: exceptions } = kept()
    const { code, out } = await exceptions('--owner', 'engineering')

    expect([code, asked]).toEqual([
      0,
      [
        [
          { owner: 'engineering', state: 'open' },
          { limit: 50, cursor: undefined },
        ],
      ],
    ])
    for (const text of ['north:order:N-1', 'Mend the fault.', '--cursor more']) expect(out).toContain(text)
  })

  it('says so where there is none', async () => {
    const none = monitor({ exceptions: async () => ({ exceptions: [] }) })

    expect((await run(['exceptions'], { monitor: none })).out).toBe('There is none.\n')
  })

  it('shows one whole, with what people did', async () => {
    const { out } = await kept().run('show', 'e-1')

    for (const text of ['docs/runbook.md, records', 'ada', 'Looked at it.']) expect(out).toContain(text)
  })

  it.each([
    [['assign', 'e-1', '--to', 'ada'], { is: 'assign', assignee: 'ada' }],
    [['assign', 'e-1', '--nobody'], { is: 'assign', assignee: null }],
    [['note', 'e-1', '--text', 'Seen.'], { is: 'note', text: 'Seen.' }],
    [['dismiss', 'e-1', '--reason', 'A test.'], { is: 'dismiss', reason: 'A test.' }],
    [['retry', 'e-1'], { is: 'retry' }],
  ])('does what it is told: %j', async (argv, deed) => {
    const { asked, run: exceptions } = kept()
    const { code, out } = await exceptions(...argv)

    expect([code, asked]).toEqual([0, [['e-1', deed]]])
    expect(out).toContain('open, ada')
  })

  it('does nothing in a dry run, and says what it would do', async () => {
    const { asked, run: exceptions } = kept()
    const { code, err } = await exceptions('dismiss', 'e-1', '--reason', 'A test.', '--dry-run')

    expect([code, asked]).toEqual([0, []])
    expect(err).toContain('Nothing is done')
  })

  it('says in a dry run that it would be refused, where it is over', async () => {
    const over = monitor({ exception: async () => ({ exception: { ...one, state: 'resolved' }, history: [] }) })

    expect(await run(['exceptions', 'dismiss', 'e-1', '--reason', 'x', '--dry-run'], { monitor: over })).toMatchObject({
      ...{ code: 1, err: 'This would be refused: it is resolved.\n' },
    })
  })

  it('says in a dry run that what may have been sent is never sent again', async () => {
    const lost = monitor({ exception: async () => ({ exception: { ...one, retry: null }, history: [] }) })

    expect(await run(['exceptions', 'retry', 'e-1', '--dry-run'], { monitor: lost })).toMatchObject({
      ...{ code: 1, err: expect.stringContaining('never tried again') },
    })
  })

  it.each([[['dismiss', 'e-1']], [['assign', 'e-1']], [['assign', 'e-1', '--to', 'ada', '--nobody']]])(
    'does nothing that is half said: %j',
    async (argv) => {
      const { asked, run: exceptions } = kept()

      expect(await exceptions(...argv)).toMatchObject({ code: 2 })
      expect(asked).toEqual([])
    },
  )
})

describe('exceptions edit', () => {
  const about = { is: 'record', key: 'north:order:N-1', version: 'v1' } as const
  const invalid: ExceptionSeen = {
    ...{ id: 'e-1', about, type: 'record:quarantined/invalid', owner: 'operations', state: 'open', retry: 'replay' },
    ...{ sentence: 'It is invalid.', nextStep: 'Correct it.', runbook: '', assignee: null, openedAt: '2026-03-01' },
  }
  const payload = { order_id: 'N-1', total_price: 'a lot' }
  const copy = {
    key: about.key,
    version: 'v2',
    changed: ['total_price'],
    copiedFrom: { key: about.key, version: 'v1' },
  }
  const scene = (edited: string, exception = invalid) => {
    const asked: unknown[] = []
    const changed: Partial<World> = {
      monitor: monitor({
        exception: async () => ({ exception, history: [] }),
        act: async (id, deed) => (asked.push([id, deed]), exception),
      }),
      gateway: gateway({
        original: async ({ key, version }) => ({ key, version, detail: 'total_price: must be a number', payload }),
        copy: async (name, wish) => (asked.push([name, wish]), copy),
      }),
      edit: async (text) => (expect(JSON.parse(text)).toEqual(payload), edited),
    }
    return { asked, run: (...argv: readonly string[]) => run(['exceptions', 'edit', 'e-1', ...argv], changed) }
  }
  const name = { key: about.key, version: 'v1' }

  it('sends what came out of the editor as a copy, and notes who did it, without what stands in it', async () => {
    const { asked, run: edit } = scene('{"order_id": "N-1", "total_price": 10}')
    const { code, out } = await edit()

    expect([code, asked]).toEqual([
      0,
      [
        [name, { payload: { order_id: 'N-1', total_price: 10 }, dryRun: false }],
        ['e-1', { is: 'note', text: 'north:order:N-1: v1 is corrected as v2; different: total_price' }],
      ],
    ])
    expect(out).toContain('v1 is corrected as v2')
  })

  it('only tries it in a dry run', async () => {
    const { asked, run: edit } = scene('{"order_id": "N-1"}')

    expect(await edit('--dry-run')).toMatchObject({ code: 0, err: 'It is valid. Nothing was done.\n' })
    expect(asked).toEqual([[name, { payload: { order_id: 'N-1' }, dryRun: true }]])
  })

  it('sends nothing where nothing was changed', async () => {
    const { asked, run: edit } = scene(JSON.stringify(payload))

    expect(await edit()).toMatchObject({ code: 1, err: expect.stringContaining('Nothing was changed') })
    expect(asked).toEqual([])
  })

  /** Somebody who saves these texts one after the other, and each that was opened. */
  const saving = (...texts: readonly string[]) => {
    const opened: string[] = []
    const edit = async (text: string) => (opened.push(text), texts[opened.length - 1] ?? text)
    return { opened, edit }
  }
  const editing = (edit: World['edit'], refusals: readonly Error[] = []) => {
    const sent: unknown[] = []
    const left = [...refusals]
    const changed: Partial<World> = {
      monitor: monitor({ exception: async () => ({ exception: invalid, history: [] }), act: async () => invalid }),
      gateway: gateway({
        original: async (named) => ({ ...named, detail: 'total_price: must be a number', payload }),
        copy: async (_name, { payload: corrected }) => {
          sent.push(corrected)
          const refusal = left.shift()
          if (refusal !== undefined) throw refusal
          return copy
        },
      }),
      edit,
    }
    return { sent, run: () => run(['exceptions', 'edit', 'e-1'], changed) }
  }

  it('opens the same text again, with the fault, where it is no JSON or is refused', async () => {
    const { opened, edit } = saving('{"total_price": 10', '{"total_price": "ten"}', '{"total_price": 10}')
    const refused = new Refused('The copy is invalid too. total_price: must be a number', { status: 422, faults: [] })
    const { sent, run: begin } = editing(edit, [refused])
    const { code, err } = await begin()

    expect(code).toBe(0)
    expect(opened.slice(1)).toEqual(['{"total_price": 10', '{"total_price": "ten"}'])
    expect(sent).toEqual([{ total_price: 'ten' }, { total_price: 10 }])
    expect(err).toMatch(/is no JSON[^]*total_price: must be a number/)
  })

  it.each([
    ['{', []],
    ['{"total_price": "ten"}', [new Refused('It is invalid too.', { status: 422, faults: [] })]],
  ])('ends with the fault where %s is saved unchanged after it', async (text, refusals) => {
    const { opened, edit } = saving(text)
    const { sent, run: begin } = editing(edit, refusals)

    expect(await begin()).toMatchObject({
      code: 2,
      err: expect.stringMatching(/(no JSON|invalid)[^]*nothing was sent/),
    })
    expect([opened.length, sent.length]).toEqual([2, refusals.length])
  })

  it.each([
    ['nobody answers', new CannotRun('nobody answers')],
    ['the text is not at fault', new Refused('It is not invalid.', { status: 409 })],
  ])('opens nothing again where %s', async (_what, failure) => {
    const { opened, edit } = saving('{}')

    expect((await editing(edit, [failure]).run()).code).toBe(2)
    expect(opened).toHaveLength(1)
  })

  it('keeps every digit', async () => {
    const { sent, run: begin } = editing(saving('{"order_id": 9007199254740993}').edit)
    await begin()

    expect(JSON.stringify(sent)).toContain('9007199254740993')
  })

  it('is for what was refused as invalid', async () => {
    const { asked, run: edit } = scene('{}', {
      ...invalid,
      type: 'record:waiting/pipeline-fault',
      nextStep: 'Mend it.',
    })

    expect(await edit()).toMatchObject({ code: 2, err: expect.stringContaining('Mend it.') })
    expect(asked).toEqual([])
  })
})

describe('completion', () => {
  const completed = async (...typed: readonly string[]) => {
    const { out } = await run(['completion', 'bash'])
    const script = `${out}
COMP_WORDS=(concord "$@"); COMP_CWORD=$#; _concord; printf '%s\n' "\${COMPREPLY[@]}"`
    return execFileSync('bash', ['-c', script, 'bash', ...typed], { encoding: 'utf8' })
      .trim()
      .split('\n')
  }

  it('knows the commands, and the options of each', async () => {
    expect(await completed('re')).toEqual(['records', 'replay', 'reconcile'])
    expect(await completed('backfill', '--f')).toEqual(['--from'])
    expect(await completed('completion', 'z')).toEqual(['zsh'])
    expect(await completed('exceptions', 'dis')).toEqual(['dismiss'])
    expect(await completed('reconcile', '--di')).toEqual(['--difference'])
    expect(await completed('reconcile', 'li')).toEqual(['list'])
    expect(await completed('reconcile', 're')).toEqual(['repair'])
  })

  it('is there for bash and zsh only', async () => {
    expect((await run(['completion', 'zsh'])).out).toContain('bashcompinit')
    expect((await run(['completion', 'fish'])).code).toBe(2)
  })
})
