import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { greetingOf } from './greeting.js'
import { readOptions } from './options.js'
import { dotdigitalUser, type Sandboxes, startSandboxes } from './sandboxes.js'

const json = { 'content-type': 'application/json' }

describe('both sandboxes together', () => {
  let sandboxes: Sandboxes
  let starts = 0

  const start = async (...args: string[]) => {
    const given = ['--mirakl-port', '0', '--dotdigital-port', '0', ...args]
    sandboxes = await startSandboxes(readOptions(given, new Date(`2026-11-0${String((starts += 1))}T12:00:00Z`)))
    return sandboxes
  }
  const read = async <T>(url: string, authorization = ''): Promise<T> =>
    (await (await fetch(url, { headers: { authorization } })).json()) as T
  const step = async () => (await read<{ step: number }>(`${sandboxes.miraklUrl}/_sandbox/state`)).step
  const advance = () => fetch(`${sandboxes.miraklUrl}/_sandbox/advance`, { method: 'POST' })

  afterEach(() => sandboxes.stop())

  it('answer with the keys and credentials the greeting tells of', async () => {
    const { miraklUrl, dotdigitalUrl, marketplaces } = await start()
    const greeting = greetingOf(sandboxes)
    for (const { id, apiKey } of marketplaces) {
      const orders = await read<{ total_count: number }>(`${miraklUrl}/${id}/api/orders`, apiKey)
      expect(orders.total_count).toBeGreaterThan(50)
      expect(greeting).toContain(apiKey)
    }
    const { user, password } = dotdigitalUser
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
    const contacts = await read<{ _items: readonly unknown[] }>(`${dotdigitalUrl}/contacts/v3`, authorization)
    expect(contacts._items.length).toBeGreaterThan(50)
    expect(greeting).toContain(`user ${user}, password ${password}`)
  })

  it('tell the same story from a folder, whenever they are started, and no other one', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'sandbox-')), 'data')
    const orders = async () => {
      const [{ id, apiKey } = { id: '', apiKey: '' }] = sandboxes.marketplaces
      return read(`${sandboxes.miraklUrl}/${id}/api/orders`, apiKey)
    }
    await start('--data', folder, '--seed', '7')
    const first = await orders()
    await sandboxes.stop()
    await start('--data', folder)
    expect(await orders()).toEqual(first)
    await expect(start('--data', folder, '--seed', '8')).rejects.toThrow('remembers --seed 7')
  })

  it('start anew each time, unless a folder remembers', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'sandbox-')), 'data')
    await start('--data', folder)
    await advance()
    await sandboxes.stop()
    await start('--data', folder)
    expect(await step()).toBe(1)
    await sandboxes.stop()
    await start()
    expect(await step()).toBe(0)
  })

  it('live on at one speed once the story is told, and say how to have a hand in it', async () => {
    const { miraklUrl, dotdigitalUrl } = await start('--living', '--orders-per-hour', '20', '--speed', '3600')
    const life = () => read<unknown>(`${miraklUrl}/_sandbox/life`)
    expect(await step()).toBe(4)
    expect(await life()).toMatchObject({ living: true, ordersPerHour: 20 })
    expect(greetingOf(sandboxes)).toContain(`${miraklUrl}/_sandbox/orders/north/<order_id>/acts`)

    const clock = async (url: string) => {
      const response = await fetch(`${url}/_sandbox/clock`, { method: 'POST', headers: json, body: '{}' })
      return Date.parse(((await response.json()) as { now: string }).now)
    }
    const begun = { mirakl: await clock(miraklUrl), dotdigital: await clock(dotdigitalUrl) }
    await expect.poll(async () => (await clock(miraklUrl)) - begun.mirakl).toBeGreaterThan(120_000)
    await expect.poll(async () => (await clock(dotdigitalUrl)) - begun.dotdigital).toBeGreaterThan(120_000)
  })
})
