import { describe, expect, it } from 'vitest'
import type { Backfill, Conservation, ExceptionSeen, RecordSeen, Replay } from './answers.js'
import type { AlertSeen } from './alerts-port.js'
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

const standing: AlertSeen = {
  ...{ id: 'a-1', type: 'poll-late', owner: 'operations', severity: 'warning', state: 'open', count: 1 },
  ...{ sentence: 'It is late.', nextStep: 'Look.', runbook: 'docs/runbook.md', openedAt: '2026-03-01' },
  ...{ examples: [], explains: [], acknowledgedBy: null, silencedUntil: null, absentAt: null },
}

describe('status', () => {
  const polls = [{ marketplace: 'north', kind: 'order', startedAt: '2026-03-01', watermark: '2026-02-28' }]
  const all = {
    gateway: gateway({ figures: async () => ({ hints: 7, callsOfADay: 9 }), polls: async () => polls }),
    monitor: monitor({ conservation: async () => heard() }),
  }

  it('shows whose turn it is, how far polling is, and the figures of the door', async () => {
    const { code, out } = await run(['status'], all)

    expect(code).toBe(0)
    expect(out).toMatch(/5 records, all of them accounted for/)
    expect(out).toMatch(/2 +waiting +identity +cx/)
    expect(out).toMatch(/north +order +2026-03-01/)
    expect(out).toMatch(/orders to be read again +7/)
    expect(out).toMatch(/calls of a day +9/)
  })

  it('says so where an equation does not hold', async () => {
    const broken = { ...all, monitor: monitor({ conservation: async () => heard({ received: 6, holds: false }) }) }

    expect((await run(['status'], broken)).out).toContain('6 records, NOT all of them accounted for')
  })

  it('has the same for programs', async () => {
    expect(JSON.parse((await run(['status', '--json'], all)).out)).toEqual({
      ...heard(),
      ...{ gateway: { hints: 7, callsOfADay: 9 }, polls, alerts: [] },
    })
  })

  it('fails with --strict where something critical is open, or an equation does not hold', async () => {
    const critical = { ...standing, severity: 'critical' }
    const withAlerts = (alerts: readonly AlertSeen[], conservation = heard()) => ({
      ...all,
      monitor: monitor({
        conservation: async () => conservation,
        alerts: {
          ...monitor().alerts,
          list: async ({ severity }) => ({
            alerts: alerts.filter((one) => (severity ?? one.severity) === one.severity),
          }),
        },
      }),
    })

    expect((await run(['status', '--strict'], withAlerts([standing]))).code).toBe(0)
    expect((await run(['status', '--strict'], withAlerts([critical]))).code).toBe(1)
    expect((await run(['status'], withAlerts([critical]))).code).toBe(0)
    expect((await run(['status', '--strict'], withAlerts([], heard({ holds: false })))).code).toBe(1)
  })

  it('says of an alert that is over, and not resolved yet, since when it was not seen', async () => {
    const leaving = { ...standing, absentAt: '2026-03-01T03:06:09.123Z' }
    const list = async () => ({ alerts: [leaving] })
    const { out } = await run(['status'], {
      ...all,
      monitor: monitor({ ...all.monitor, alerts: { ...monitor().alerts, list } }),
    })

    expect(out).toContain('It is late. Not seen since 2026-03-01 03:06:09 (UTC).')
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
        facts: { lane: 'bulk', origin: 'live', state: 'SHIPPED' },
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
        ...{ proof: ['rule no-dispute'], ...explained, nextStep: 'Ask the seller.' },
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
      'Ask the seller.',
      'It came in as it happened, and stood at SHIPPED.',
    ])
      expect(out).toContain(text)
    for (const text of ['rule no-dispute', 'received.order.v1', 'lane bulk']) expect(out).not.toContain(text)
  })

  it('shows engineers what is behind it with --verbose', async () => {
    const { out } = await run(['records', record.key, '--verbose'], known)

    for (const text of ['rule no-dispute', 'received.order.v1', 'lane bulk']) expect(out).toContain(text)
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

  it.each([
    [['--states', 'delivered,lost'], 'There is no lost; there are in-flight, waiting'],
    [['--kinds', 'parcel'], 'There is no parcel; there are order, return'],
    [['--reasons', 'nonsense'], 'There is no nonsense; there are'],
  ])('takes no name that there is not: %j', async (argv, told) => {
    const { asked, run: replay } = asking()

    expect(await replay(...argv, '--dry-run')).toMatchObject({ code: 2, err: expect.stringContaining(told) })
    expect(asked).toEqual([])
  })

  it('calls by its option what the gateway refuses', async () => {
    const told = 'marketplace: names no marketplace of concord.yaml by west; there are north'
    const planReplay = () => Promise.reject(new Refused(`No. ${told}`, { status: 400, faults: [told] }))

    expect(
      await run(['replay', '--marketplace', 'west', '--dry-run'], { gateway: gateway({ planReplay }) }),
    ).toMatchObject({ code: 2, err: `No. --${told}\n` })
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
      act: async (id, deed) => {
        asked.push([id, deed])
        return {
          ...one,
          ...(deed.is === 'assign' && { assignee: deed.assignee }),
          ...(deed.is === 'dismiss' && { state: 'dismissed' }),
        }
      },
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

  it('ends with 1 where there is none of that id, as for a record, and names the command that lists them', async () => {
    const none = () => Promise.reject(new Refused('No exception x. GET /v1/exceptions lists those.', { status: 404 }))

    expect(await run(['exceptions', 'show', 'x'], { monitor: monitor({ exception: none }) })).toMatchObject({
      ...{ code: 1, err: 'No exception x. concord exceptions lists those.\n' },
    })
  })

  it('says so where there is none', async () => {
    const none = monitor({ exceptions: async () => ({ exceptions: [] }) })

    expect((await run(['exceptions'], { monitor: none })).out).toBe('There is none.\n')
  })

  it('shows one whole, with what people did', async () => {
    const { out } = await kept().run('show', 'e-1')

    for (const text of ['docs/runbook.md, records', 'ada', 'Looked at it.']) expect(out).toContain(text)
    expect(out).toMatch(/^id +e-1\nwhat about +north:order:N-1\n/)
    expect(out).toMatch(/\nassigned to +nobody\n/)
  })

  it.each([
    [['assign', 'e-1', '--to', 'ada'], { is: 'assign', assignee: 'ada' }, 'is ada’s now; it is open.'],
    [['assign', 'e-1', '--nobody'], { is: 'assign', assignee: null }, 'is nobody’s now; it is open.'],
    [['note', 'e-1', '--text', 'Seen.'], { is: 'note', text: 'Seen.' }, 'has a new note: Seen.'],
    [
      ['dismiss', 'e-1', '--reason', 'A test.'],
      { is: 'dismiss', reason: 'A test.' },
      'is dismissed for good, because: A test.',
    ],
    [
      ['retry', 'e-1'],
      { is: 'retry' },
      'is tried again, which hands the record on once more; it stays open until that succeeds.',
    ],
  ])('does what it is told, and says what is now the case: %j', async (argv, deed, told) => {
    const { asked, run: exceptions } = kept()
    const { code, out } = await exceptions(...argv)

    expect([code, asked]).toEqual([0, [['e-1', deed]]])
    expect(out).toBe(`Exception e-1 about north:order:N-1 ${told}\n`)
  })

  it.each([
    [['assign', 'e-1', '--to', 'ada'], 'Would assign exception e-1 about north:order:N-1 (now nobody’s) to ada.'],
    [['note', 'e-1', '--text', 'Seen.'], 'Would add to exception e-1 about north:order:N-1 the note: Seen.'],
    [
      ['dismiss', 'e-1', '--reason', 'A test.'],
      'Would dismiss exception e-1 about north:order:N-1 (now open) for good, because: A test.',
    ],
    [
      ['retry', 'e-1'],
      'Would have exception e-1 about north:order:N-1 tried again, which hands the record on once more.',
    ],
  ])('does nothing in a dry run, and says what it would do: %j', async (argv, told) => {
    const { asked, run: exceptions } = kept()
    const { code, out } = await exceptions(...argv, '--dry-run')

    expect([code, asked]).toEqual([0, []])
    expect(out).toBe(`${told} Nothing is done.\n`)
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
  const key = 'north:order:N-1'
  const payload = { order_id: 'N-1', total_price: 'a lot' }
  const copy = { key, version: 'v2', changed: ['total_price'], copiedFrom: { key, version: 'v1' } }
  const original = { key, version: 'v1', detail: 'total_price: must be a number', payload }

  /** Somebody who saves these texts one after the other, before a monitor that first refuses so. */
  const scene = (texts: readonly string[], refusals: readonly Error[] = []) => {
    const left = { texts: [...texts], refusals: [...refusals] }
    const seen = { opened: [] as string[], sent: [] as unknown[], isForgotten: false }
    const draft: World['draft'] = async (text) => {
      let file = text
      return {
        path: '/tmp/mine/payload.json',
        edit: async () => {
          seen.opened.push(file)
          file = left.texts.shift() ?? file
        },
        read: async () => file,
        forget: async () => void (seen.isForgotten = true),
      }
    }
    const sending: World['monitor']['copy'] = async (id, wish) => {
      seen.sent.push([id, wish])
      const refusal = left.refusals.shift()
      if (refusal !== undefined) throw refusal
      return copy
    }
    const changed = { draft, monitor: monitor({ original: async () => original, copy: sending }) }
    const edit = (...argv: readonly string[]) => run(['exceptions', 'edit', 'e-1', ...argv], changed)
    return { seen, edit }
  }
  const invalid = new Refused('The copy is invalid too. total_price: must be a number', { status: 422, faults: [] })

  it('asks monitor alone, and sends what came out of the editor as a copy', async () => {
    const { seen, edit } = scene(['{"order_id": "N-1", "total_price": 10}'])
    const { code, out } = await edit()

    expect([code, out]).toEqual([0, expect.stringContaining('v1 is corrected as v2; different: total_price')])
    expect(JSON.parse(seen.opened[0] ?? '')).toEqual(payload)
    expect(seen.sent).toEqual([['e-1', { payload: { order_id: 'N-1', total_price: 10 }, dryRun: false }]])
    expect(seen.isForgotten).toBe(true)
  })

  it('only tries it in a dry run, and keeps what was made of it', async () => {
    const { seen, edit } = scene(['{"order_id": "N-1"}'])
    const { code, err } = await edit('--dry-run')

    expect([code, err]).toEqual([0, expect.stringMatching(/kept in [^]*It is valid\. Nothing was done\./)])
    expect(seen).toMatchObject({ sent: [['e-1', { payload: { order_id: 'N-1' }, dryRun: true }]], isForgotten: false })
  })

  it('sends nothing where nothing was changed, and leaves nothing behind', async () => {
    const { seen, edit } = scene([JSON.stringify(payload)])

    expect(await edit()).toMatchObject({ code: 1, err: 'Nothing was changed, so nothing was sent.\n' })
    expect(seen).toMatchObject({ sent: [], isForgotten: true })
  })

  it('opens the same text again, with the fault, where it is no JSON or is refused', async () => {
    const { seen, edit } = scene(['{"total_price": 10', '{"total_price": "ten"}', '{"total_price": 10}'], [invalid])
    const { code, err } = await edit()

    expect(code).toBe(0)
    expect(seen.opened.slice(1)).toEqual(['{"total_price": 10', '{"total_price": "ten"}'])
    expect(seen.sent).toMatchObject([
      ['e-1', { payload: { total_price: 'ten' } }],
      ['e-1', { payload: { total_price: 10 } }],
    ])
    expect(err).toMatch(/is no JSON[^]*total_price: must be a number/)
    expect(err).not.toContain('kept')
  })

  it.each([
    ['{', []],
    ['{"total_price": "ten"}', [invalid]],
  ])('ends with the fault where %s is saved unchanged after it, and keeps it', async (text, refusals) => {
    const { seen, edit } = scene([text], refusals)

    expect(await edit()).toMatchObject({
      code: 2,
      err: expect.stringMatching(/(no JSON|invalid)[^]*nothing was sent[^]*kept in /),
    })
    expect([seen.opened.length, seen.sent.length]).toEqual([2, refusals.length])
  })

  it.each([
    ['nobody answers', new CannotRun('nobody answers')],
    ['nobody knows who asks', new Refused('A token is needed.', { status: 401 })],
    ['it is not for them', new Refused('Not for viewer.', { status: 403 })],
    ['the text is not at fault', new Refused('It is over.', { status: 409 })],
  ])('keeps what was made of it where %s, and says how to send it again', async (_what, failure) => {
    const { seen, edit } = scene(['{}'], [failure])
    const { code, err } = await edit()

    expect([code, seen.opened.length, seen.isForgotten]).toEqual([2, 1, false])
    expect(err).toContain(failure.message)
    expect(err).toContain('concord exceptions edit e-1 --from /tmp/mine/payload.json')
  })

  it('keeps every digit', async () => {
    const { seen, edit } = scene(['{"order_id": 9007199254740993}'])
    await edit()

    expect(JSON.stringify(seen.sent)).toContain('9007199254740993')
  })

  it('opens nothing where there is nothing to correct', async () => {
    const refusing = () => Promise.reject(new Refused('Only what was refused as invalid. Mend it.', { status: 409 }))
    const answer = await run(['exceptions', 'edit', 'e-1'], { monitor: monitor({ original: refusing }) })

    expect(answer).toMatchObject({ code: 2, err: expect.stringContaining('Mend it.') })
  })
})
