import { burst } from '../loads/burst.js'
import { signedWith } from '../loads/signed.js'
import { orderOf } from '../system/orders.js'
import type { System } from '../system/system.js'
import { type Call, callsTo, forgetCalls } from './dotdigital-calls.js'
import type { Say } from './measure.js'
import { deliveredIn, untilDelivered } from './settled.js'

const [orders, connections, limitMs] = [1_000, 50, 300_000]

/** Calls to Dotdigital for a thousand orders: of contacts known before, and of people it has never heard of. */
export const measureCalls = async (system: System, say: Say): Promise<void> => {
  const { customers } = system
  const known = (nth: number): number => nth % customers
  const unknown = (nth: number): number => customers + nth
  await callsFor(system, 'K0', known)
  tell(say, 'orders of known contacts', await callsFor(system, 'K1', known))
  tell(say, 'orders of new contacts', await callsFor(system, 'K2', unknown))
}

const callsFor = async (
  system: System,
  name: string,
  customerOf: (nth: number) => number,
): Promise<readonly Call[]> => {
  const { recordsUrl, relaySecret, vendors } = system
  const sign = signedWith(relaySecret)
  const before = await deliveredIn(system)
  await forgetCalls(vendors)
  const postOf = (nth: number) => {
    const wish = { id: `${name}-${nth}`, customer: customerOf(nth), state: 'SHIPPING', at: new Date() } as const
    return sign(JSON.stringify({ orders: [orderOf(wish)] }))
  }
  await burst({ url: recordsUrl, posts: orders, connections, postOf })
  await untilDelivered(system, before + orders, limitMs)
  return callsTo(vendors)
}

/** Reading opt-outs goes on by the clock, however many orders there are. */
const isByTheClock = ({ path }: Call): boolean => /suppressed-since|modified|account-info/.test(path)

const tell = (say: Say, name: string, calls: readonly Call[]): void => {
  const caused = calls.filter((call) => !isByTheClock(call))
  say(`${orders} ${name}: ${caused.length} calls, beside ${calls.length - caused.length} by the clock`)
  const kinds = new Map<string, number>()
  for (const call of caused) kinds.set(kindOf(call), (kinds.get(kindOf(call)) ?? 0) + 1)
  for (const [kind, count] of kinds) say(`  ${String(count).padStart(5)}  ${kind}`)
}

/** A call without its ids and addresses. */
const kindOf = ({ method, path }: Call): string =>
  `${method} ${path.replaceAll(/[0-9a-f-]{8,}|[^/]+@[^/]+|(?<=\/)\d+/g, '…')}`
