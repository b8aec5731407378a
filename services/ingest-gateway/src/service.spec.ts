import { begin, type Message } from '@concord/contracts'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Journal } from './ports.js'
import { keepBooks } from './service.js'

describe('keepBooks', () => {
  let moved: Message[]
  let released: unknown[]
  let woken: number
  let asked: string[]
  let replays: unknown[]
  beforeEach(() => {
    moved = []
    released = []
    woken = 0
    asked = []
    replays = []
  })

  const books = keepBooks({
    journal: {
      move: async (message: Message) => void moved.push(message),
      release: async (keys: readonly string[], times: object) => released.push({ keys, ...times }),
    } as unknown as Journal,
    hints: { ask: async (marketplace, ids) => void asked.push(...ids.map((id) => `${marketplace} ${id}`)) },
    replays: { request: async (criteria, asked) => replays.push({ criteria, asked }) as never },
    wakeRelay: () => {
      woken += 1
    },
    wakeReplay: () => void replays.push('woken'),
    now: () => new Date('2026-03-01T12:00:00Z'),
    dueAfterMs: 900_000,
  })
  const about = { recordkey: 'north:order:O1', recordversion: 'v1', lane: 'realtime' } as const
  const settledBy = (source: Message['source']) =>
    begin({ ...about, type: 'record.settled.v1', source, data: { state: 'delivered', reason: 'published' } })

  it('moves a record where another service says it stands', async () => {
    const message = settledBy('dd-publisher')
    const waits = begin({
      ...about,
      type: 'record.waiting.v1',
      source: 'identity-resolver',
      data: { state: 'waiting', reason: 'identity' },
    })

    expect([...(await books(message)), ...(await books(waits))]).toEqual([])
    expect(moved).toEqual([message, waits])
  })

  it('counts how long a record took from its acceptance, and nothing of one that did not settle just now', async () => {
    const counted: unknown[] = []
    const acceptedAt = ['2026-03-01T11:59:30.000Z', undefined]
    const counting = keepBooks({
      journal: { move: async () => acceptedAt.shift() } as unknown as Journal,
      hints: { ask: async () => undefined },
      replays: { request: () => Promise.reject(new Error('nobody asked')) },
      wakeRelay: () => undefined,
      wakeReplay: () => undefined,
      now: () => new Date(),
      dueAfterMs: 900_000,
      observe: (...counts) => counted.push(counts),
    })
    const message = { ...settledBy('dd-publisher'), time: '2026-03-01T12:00:00.000Z' }

    await counting(message)
    await counting(message)

    const labels = { kind: 'order', lane: 'realtime', state: 'delivered' }
    expect(counted).toEqual([['concord_record_settling_seconds', labels, 30]])
  })

  it('does not move by what it told itself', async () => {
    await books(settledBy('ingest-gateway'))

    expect(moved).toEqual([])
  })

  it('releases what a command names, as of the command, and wakes the relay', async () => {
    const data = { keys: ['north:order:O1'], because: 'identified' }
    const command = begin({ ...about, type: 'command.replay.v1', source: 'identity-resolver', data })

    expect(await books(command)).toEqual([])
    expect(released).toEqual([{ keys: ['north:order:O1'], at: command.time, dueAt: '2026-03-01T12:15:00.000Z' }])
    expect(woken).toBe(1)
    expect(replays).toEqual([])
  })

  it('replays what is set aside as well where a person asks for it, under the name of the command', async () => {
    const data = { keys: ['north:order:O1'], because: 'a person asked for it' }
    const command = begin({ ...about, type: 'command.replay.v1', source: 'monitor', data })
    await books(command)

    expect(released).toHaveLength(1)
    expect(replays).toEqual([
      { criteria: { keys: ['north:order:O1'], states: ['quarantined'] }, asked: { id: command.id } },
      'woken',
    ])
  })

  it('has orders read again as it is asked to', async () => {
    const data = { keys: ['north:order:O1', 'north:order:O2'] }
    const command = begin({ ...about, type: 'command.refresh.v1', source: 'dd-publisher', data })

    expect(await books(command)).toEqual([])
    expect([asked, released, moved]).toEqual([['north O1', 'north O2'], [], []])
  })
})
