import { describe, expect, it } from 'vitest'
import type { AlertDeed, Alerts, AlertSeen } from '../alerts-port.js'
import { runCommand } from '../program.js'
import { gateway, monitor, world } from '../testing/worlds.js'

const alert: AlertSeen = {
  ...{ id: 'a-1', type: 'circuit-open', owner: 'operations', severity: 'critical', state: 'open', count: 900 },
  ...{ sentence: 'Dotdigital does not answer account main.', nextStep: 'Look at its status page.' },
  ...{ runbook: 'docs/runbook.md, alerts: circuit-open', openedAt: '2026-03-10T12:00:00.000Z' },
  ...{ examples: [{ name: 'N-1' }], explains: [{ type: 'records-late', where: 'north', count: 899 }] },
  ...{ acknowledgedBy: null, silencedUntil: null, absentAt: null },
}

const nobody = () => Promise.reject(new Error('nobody asked for this'))

const run = async (argv: readonly string[], alerts: Partial<Alerts>) => {
  const said = { out: '', err: '' }
  const shares = { received: 0, recorded: 0, holds: true, shares: [] }
  const code = await runCommand(argv, {
    ...{ environment: {}, columns: 200, isWatched: false },
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    worldOf: () =>
      world({
        monitor: monitor({
          conservation: async () => ({ records: shares, triggers: shares }),
          alerts: { list: nobody, find: nobody, act: nobody, ...alerts },
        }),
        gateway: gateway({ figures: async () => ({}), polls: async () => [] }),
      }),
  })
  return { code, ...said }
}

describe('alerts', () => {
  it('are listed as long as they stand, each with what to do', async () => {
    const asked: unknown[] = []
    const list: Alerts['list'] = async (...what) => {
      asked.push(what)
      return { alerts: [alert], next: 'more' }
    }
    const { code, out } = await run(['alerts', '--owner', 'operations'], { list })

    expect([code, asked]).toEqual([
      0,
      [
        [
          { owner: 'operations', state: 'standing' },
          { limit: 50, cursor: undefined },
        ],
      ],
    ])
    expect(out).toMatch(
      /a-1 .*critical +operations +Dotdigital does not answer account main\. +Look at its status page\./,
    )
    expect(out).toContain('--cursor more')
  })

  it('are shown one by one with what else is wrong, whom it was told and what people did', async () => {
    const find: Alerts['find'] = async () => ({
      alert: { ...alert, acknowledgedBy: 'Ada' },
      deliveries: [{ route: 'chat', notice: 'opened', createdAt: 'x', attempts: 3, sentAt: null, failure: 'HTTP 500' }],
      history: [{ at: 'noon', who: 'Ada', action: 'acknowledge', after: { acknowledgedBy: 'Ada' } }],
    })
    const { out } = await run(['alerts', 'show', 'a-1'], { find })

    expect(out).toContain('900 in all, among them N-1')
    expect(out).toMatch(/records-late +north +899/)
    expect(out).toMatch(/chat +opened +not yet +3 +HTTP 500/)
    expect(out).toMatch(/noon +Ada +acknowledge/)
  })

  it('are acknowledged and silenced, and with --dry-run are not', async () => {
    const deeds: (readonly [string, AlertDeed])[] = []
    const act: Alerts['act'] = async (id, deed) => {
      deeds.push([id, deed])
      return { ...alert, acknowledgedBy: 'Ada' }
    }
    const find: Alerts['find'] = async () => ({ alert: { ...alert, state: 'resolved' }, deliveries: [], history: [] })

    const acknowledged = await run(['alerts', 'acknowledge', 'a-1'], { act })
    const silenced = await run(['alerts', 'silence', 'a-1', '--until', '2026-03-11', '--reason', 'we know'], { act })
    expect(acknowledged.out).toBe('Alert a-1 is acknowledged by Ada: it does not escalate any more.\n')
    expect(silenced.out).toBe('Nobody is told of alert a-1 until 2026-03-11 00:00:00 (UTC), because: we know\n')
    expect(deeds).toEqual([
      ['a-1', { is: 'acknowledge' }],
      ['a-1', { is: 'silence', until: '2026-03-11T00:00:00.000Z', reason: 'we know' }],
    ])
    expect(await run(['alerts', 'acknowledge', 'a-1', '--dry-run'], { act, find })).toMatchObject({ code: 1 })
    expect(deeds).toHaveLength(2)
  })

  it('stand on top of the status, in one line each', async () => {
    const { out } = await run(['status'], { list: async () => ({ alerts: [alert] }) })

    expect(out.split('\n')[0]).toBe('CRITICAL (operations): Dotdigital does not answer account main.')
    expect((await run(['status'], { list: async () => ({ alerts: [] }) })).out).toMatch(/^No alerts\n/)
  })
})
