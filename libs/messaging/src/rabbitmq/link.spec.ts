import { expect, it } from 'vitest'
import { BrokerUnavailable } from '../errors.js'
import { eventually, memoryLog } from '../testing/harness.js'
import { backoffMs, Link } from './link.js'
import type { Session } from './session.js'

const session = () => {
  let drop: (why: string) => void = () => undefined
  const lost = new Promise<string>((resolve) => {
    drop = resolve
  })
  const close = async (): Promise<void> => drop('closed')
  return { lost, drop: (why: string) => drop(why), close } as unknown as Session
}

it('waits longer after each failure, up to ten seconds, and never as long as its neighbour', () => {
  expect([1, 2, 3, 6, 7, 60].map((failures) => backoffMs(failures, 0))).toEqual([200, 400, 800, 6_400, 10_000, 10_000])
  expect(backoffMs(1, 1)).toBe(100)
})

it('opens another session when one is lost', async () => {
  const sessions = [session(), session()]
  const link = new Link({ open: async () => sessions.shift() ?? session(), log: memoryLog() })
  const first = await link.session(1_000)

  first.drop('the broker stopped')
  await eventually(() => expect(link.current).toBeUndefined())

  expect(await link.session(1_000)).not.toBe(first)
  await link.close()
})

it('tells those who wait that it was closed', async () => {
  const link = new Link({ open: () => Promise.reject(new Error('refused')), log: memoryLog() })
  const waiting = link.session(60_000)
  const told = expect(waiting).rejects.toThrow(BrokerUnavailable)

  await link.close()

  await told
})

it('keeps no session that opened while it was closing', async () => {
  const late = session()
  let open: (session: Session) => void = () => undefined
  const opening = new Promise<Session>((resolve) => {
    open = resolve
  })
  const link = new Link({ open: () => opening, log: memoryLog() })

  const closing = link.close()
  open(late)
  await closing

  expect(await late.lost).toBe('closed')
  expect(link.current).toBeUndefined()
})
