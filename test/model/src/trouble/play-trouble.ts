import { setTimeout as pass } from 'node:timers/promises'
import { WaitedInVain } from '@concord/testing'
import { z } from 'zod'
import type { Violation } from '../judge/evidence.js'
import { type Message, notOnce } from '../judge/once.js'
import { brokenIn } from '../judge/rules/rules.js'
import { totalsOff } from '../judge/totals.js'
import { calm } from '../play/acting.js'
import { gathered, playAll, type Played } from '../play/play.js'
import { marketplace } from '../world/mapping.js'
import { startWorld, type World, type WorldWish } from '../world/world.js'
import type { Trouble } from './troubles.js'

/** What came of a story in which Dotdigital was in trouble. */
export interface Troubled {
  readonly trouble: Trouble
  /** Nothing, where everything came to be as Mirakl has it. */
  readonly how: readonly Violation[]
  /** Messages and events whose answer was lost: told to a person. */
  readonly inDoubt: number
  /** Records that a person had tried again, as the runbook says. */
  readonly replayed: number
  readonly orders: number
}

const minuteMs = 60_000
/** Between two steps, so that Concord meets the trouble too. */
const stepMs = 250

/** Plays a story while the trouble lasts, has it end, and looks whether everything comes right. */
export const playTrouble = async (trouble: Trouble, wish: WorldWish): Promise<Troubled> => {
  const story = wish.story.filter(({ is }) => is !== 'calm' && is !== 'jump')
  const world = await startWorld({ ...wish, story })
  try {
    const begun = await calm(world)
    await beset(world, trouble)
    const acts = await playAll(story, world, () => letPass(world, (trouble.minutes * minuteMs) / story.length))
    await relieve(world, trouble)
    const ended = await calm(world)
    const replayed = await replayHeld(world)
    const last = replayed === 0 ? [] : await calm(world)
    return judged(trouble, replayed, {
      ...(await gathered(world, [...begun, ...acts, ...ended, ...last])),
      ...{ orders: await ordersIn(world), outbox: await outboxOf(world) },
    })
  } catch (failure) {
    if (!(failure instanceof WaitedInVain)) throw failure
    return { trouble, how: [`it never came to its end: ${failure.message}`], inDoubt: 0, replayed: 0, orders: 0 }
  } finally {
    await world.stop()
  }
}

interface Ended extends Played {
  readonly orders: readonly unknown[]
  readonly outbox: readonly Message[]
}

const judged = (trouble: Trouble, replayed: number, { evidence, told, orders, outbox }: Ended): Troubled => ({
  ...{ trouble, replayed, orders: orders.length },
  inDoubt: told.shares.filter(({ state }) => state === 'unknown').reduce((sum, { count }) => sum + count, 0),
  how: [
    ...brokenIn(evidence).flatMap(({ rule, how }) => how.map((one) => `${rule}: ${one}`)),
    ...totalsOff(evidence, orders),
    ...notOnce(evidence, outbox, told),
  ],
})

const tell = async ({ vendors }: World, path: string, body: object): Promise<void> => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${vendors.dotdigitalUrl}/_sandbox/${path}`, {
    ...{ method: 'POST', headers, body: JSON.stringify(body) },
  })
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${await response.text()}`)
}

const beset = async (world: World, { faults, imports, settings }: Trouble): Promise<void> => {
  if (faults !== undefined) await tell(world, 'faults', faults)
  if (imports !== undefined) await tell(world, 'imports', imports)
  if (settings !== undefined) await tell(world, 'settings', settings[0])
}

const relieve = async (world: World, { settings }: Trouble): Promise<void> => {
  await tell(world, 'faults', [])
  await tell(world, 'imports', [])
  if (settings !== undefined) await tell(world, 'settings', settings[1])
}

const letPass = async ({ clock, concord }: World, ms: number): Promise<void> => {
  clock.jump(ms)
  await concord.followClock()
  await pass(stepMs)
}

const Asked = z.object({ counts: z.object({ shares: z.array(z.object({ count: z.number() })) }) })

/** What Dotdigital refused is tried again by a person. */
const replayHeld = async ({ gatewayUrl }: World): Promise<number> => {
  const response = await fetch(`${gatewayUrl}/v1/replays`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ states: ['waiting'], reasons: ['rejected-by-dotdigital'] }),
  })
  const { counts } = Asked.parse(await response.json())
  return counts.shares.reduce((sum, { count }) => sum + count, 0)
}

const ordersIn = async ({ vendors }: World): Promise<readonly unknown[]> => {
  const url = `${vendors.miraklUrl}/${marketplace}/api/orders?max=100`
  const response = await fetch(url, { headers: { authorization: 'key' } })
  return z.object({ orders: z.array(z.unknown()) }).parse(await response.json()).orders
}

const Outbox = z.object({
  outbox: z.array(z.object({ campaignId: z.number(), personalization: z.object({ order_id: z.string() }) })),
})

const outboxOf = async ({ vendors }: World): Promise<readonly Message[]> => {
  const state = await (await fetch(`${vendors.dotdigitalUrl}/_sandbox/state`)).json()
  return Outbox.parse(state).outbox.map(({ campaignId, personalization }) => ({
    campaignId,
    orderId: personalization.order_id,
  }))
}
