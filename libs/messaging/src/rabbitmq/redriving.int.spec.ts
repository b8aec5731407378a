import type { Message } from '@concord/contracts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { brokerUrl, corner, mirrorSeal, type Corner } from '../testing/broker.js'
import { eventually, many, NeverAcceptable, testLadderMs } from '../testing/harness.js'
import { orderReceived } from '../testing/messages.js'
import { redriving } from './redriving.js'
import { openSession, type Session } from './session.js'

const service = 'identity-resolver'

let here: Corner
let opened: Session
const ending = new AbortController()
beforeEach(async () => {
  here = await corner()
  opened = await openSession({ url: brokerUrl(), name: 'looks', log: here.log })
})
afterEach(async () => {
  ending.abort()
  await opened.close()
  await here.close()
})

/** Each look takes a channel; each question whether there is something to look at does not. */
const counted = (session: Session) => {
  const counts = { questions: 0, looks: 0 }
  const inspect: Session['inspect'] = (queue) => {
    counts.questions += 1
    return session.inspect(queue)
  }
  const channel: Session['channel'] = () => {
    counts.looks += 1
    return session.channel()
  }
  return { counts, session: { ...session, inspect, channel } }
}

const setAside = async (orders: readonly Message[]): Promise<void> => {
  const bus = await here.another({ build: 'b1' })
  await bus.consume({ service, prefetch: many, handler: () => Promise.reject(new NeverAcceptable('by this build')) })
  await bus.publish(orders)
  await eventually(async () => expect(await here.deadLetters(service)).toHaveLength(orders.length))
  await bus.close()
}

/** Long enough for a few rounds. */
const rounds = async (counts: { readonly questions: number }): Promise<void> => {
  const enough = counts.questions + 10
  await eventually(() => expect(counts.questions).toBeGreaterThanOrEqual(enough))
}

it('looks at letters that stay once on each session, and again only when their number has changed', async () => {
  await setAside([orderReceived({ id: 'o-1' }), orderReceived({ id: 'o-2' })])
  let current = counted(opened)
  const first = current.counts
  const needs = { names: here.names, build: 'b1', seal: mirrorSeal, log: here.log, ladderMs: testLadderMs } as const
  const all = { ...needs, holdMs: 1_000, delayOn: () => 0, closing: ending.signal }
  const done = redriving(service, { pace: { everyMs: 20, gapMs: 0 }, needs: all, sessionNow: () => current.session })

  await rounds(first)
  expect(first.looks).toBe(1)

  current = counted(opened)
  const { counts } = current
  await rounds(counts)
  expect(counts.looks).toBe(1)

  const letter = await here.channel.get(here.names.dead(service))
  await eventually(() => expect(counts.looks).toBe(2))
  if (letter !== false) here.channel.ack(letter)
  await rounds(counts)
  expect(counts.looks).toBe(2)

  ending.abort()
  await done
})
