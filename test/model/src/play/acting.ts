import { randomUUID } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import type { Act } from '../judge/evidence.js'
import { addressOf, type Agreed, type Deed, type Step } from '../story/story.js'
import { marketplace } from '../world/mapping.js'
import { checkoutOf, orderIdOf } from '../world/marketplace.js'
import { relaySecret } from '../world/vendors.js'
import type { World } from '../world/world.js'

/** What is done in Mirakl for a deed, one act after the other as far as each can be done. */
const actsOf: Readonly<Record<Deed, readonly string[]>> = {
  ship: ['ship'],
  deliver: ['ship', 'receive'],
  'open-incident': ['open-incident'],
  'close-incident': ['close-incident'],
  'open-return': ['open-return'],
  'end-return': ['accept-return', 'receive-return', 'close-return'],
  'request-refund': ['request-refund'],
  'pay-refund': ['hand-over-refund', 'pay-refund'],
}
const needsLine: ReadonlySet<string> = new Set(['open-incident', 'close-incident', 'open-return', 'request-refund'])
const reasons: Readonly<Record<string, string>> = { 'open-return': 'RETURN_CHANGED_MIND' }

const hourMs = 3_600_000

/** How far the story is, as far as acting needs it. */
export interface Stage {
  readonly world: World
  /** Orders placed so far. */
  readonly placed: number
}

/** Lets one thing happen; what was done beside Concord. */
export const act = async ({ world, placed }: Stage, step: Step): Promise<readonly Act[]> => {
  const at = Date.now()
  const nth = 'order' in step && placed > 0 ? step.order % placed : undefined
  switch (step.is) {
    case 'order':
      return world.vendors.placeOrder().then(() => [])
    case 'deed':
      return nth === undefined ? [] : doTo(world, orderIdOf(nth), step.deed).then(() => [])
    case 'opt-out':
      return choose(world, addressOf(step.address), 'unsubscribed')
    case 'opt-in':
      return choose(world, addressOf(step.address), 'subscribed')
    case 'storefront':
      return nth === undefined ? [] : tell(world, checkoutOf(nth), addressOf(step.address), step.agreed)
    case 'calm':
      return calm(world)
    case 'restart':
      return world.concord.restart().then(() => [{ at, is: 'killed' }])
    case 'jump':
      world.clock.jump(step.hours * hourMs)
      return world.concord.followClock().then(() => [])
  }
}

/** Waits for it. */
export const calm = async (world: World): Promise<readonly Act[]> => {
  const at = Date.now()
  await world.calm()
  return [{ at, is: 'calm', until: Date.now() }]
}

const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

/** What cannot be done is not done. */
const doTo = async ({ vendors }: World, orderId: string, deed: Deed): Promise<void> => {
  const url = `${vendors.miraklUrl}/_sandbox/orders/${marketplace}/${orderId}/acts`
  for (const name of actsOf[deed]) {
    const line = needsLine.has(name) ? { line: `${orderId}-1` } : {}
    const reason = reasons[name] === undefined ? {} : { reason: reasons[name] }
    await post(url, { act: name, ...line, ...reason })
  }
}

/** Nobody chooses anything for an address that Dotdigital does not know. */
const choose = async ({ vendors }: World, email: string, status: string): Promise<readonly Act[]> => {
  const at = Date.now()
  const url = `${vendors.dotdigitalUrl}/_sandbox/contacts/${encodeURIComponent(email)}/status`
  const response = await post(url, { status })
  if (!response.ok) return []
  const { contactId } = (await response.json()) as { readonly contactId: number }
  return [{ at, is: 'chose', contactId, email, status }]
}

const tell = async (world: World, checkout: string, email: string, agreed: Agreed): Promise<readonly Act[]> => {
  const at = Date.now()
  const now = world.clock.now()
  const consent = {
    ...{ is_granted: agreed === 'yes', text: 'May we write to you?', at: now.toISOString() },
    ...{ url: 'https://shop.example.com/checkout', ip: '203.0.113.7', user_agent: 'Browser/1' },
  }
  const said = { commercial_id: checkout, email, placed_at: now.toISOString(), updated_at: now.toISOString() }
  const body = JSON.stringify({ ...said, ...(agreed !== 'unasked' && { consent }) })
  const response = await fetch(`${world.gatewayUrl}/v1/sales-orders/${marketplace}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signed(body, now) },
    body,
  })
  if (response.status !== 202) throw new Error(`the gateway answered ${response.status}: ${await response.text()}`)
  return [{ at, is: 'told', checkout, email, agreed }]
}

const signed = (body: string, at: Date): Readonly<Record<string, string>> => {
  const id = `msg_${randomUUID()}`
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(relaySecret).sign(id, at, body),
  }
}
