import type { Redis } from 'ioredis'
import { type Allowance, allowancesOf, type Persona } from './allowances.js'
import { type Call, type CallBudget, usedUp } from './budget.js'
import { callLedger } from './call-ledger.js'
import type { Operation } from './operations.js'

interface Log {
  info(event: string, fields?: Readonly<Record<string, unknown>>): void
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void
}

interface Needs {
  /** Should fail within a second while it is away: each call of Mirakl waits for it. */
  readonly redis: Redis
  /** Which Mirakl the allowance is of; `instanceOf` names it. */
  readonly instance: string
  readonly persona: Persona
  readonly log: Log
  /** Of this process's own ledger; Redis goes by its own clock. */
  readonly now?: (() => Date) | undefined
}

/** Host and path of an address, as it stands in the keys: `acme-prod.mirakl.net`. */
export const instanceOf = (url: string): string => {
  const { host, pathname } = new URL(url)
  return `${host}${pathname.replace(/\/+$/, '')}`
}

/**
 * One hash for each operation, `concord:mirakl:<instance>:OR11`: `begun`, the instants of the cycles that still count,
 * by comma, and `restsUntil`, both in milliseconds by Redis's own clock, since clocks of replicas differ. It goes when
 * it says nothing any more. KEYS: the hash. ARGV: calls allowed, 0 for any number; within how many milliseconds.
 *
 * @returns milliseconds to wait; 0 where the call was taken
 */
const takeScript = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local calls, perMs = tonumber(ARGV[1]), tonumber(ARGV[2])
local free = tonumber(redis.call('HGET', KEYS[1], 'restsUntil') or '0')
local begun = {}
for instant in string.gmatch(redis.call('HGET', KEYS[1], 'begun') or '', '%d+') do
  table.insert(begun, tonumber(instant))
end
if calls > 0 and #begun >= calls then
  free = math.max(free, begun[#begun - calls + 1] + perMs)
end
if free > now then return free - now end
if calls == 0 then return 0 end
table.insert(begun, now)
while #begun > calls do table.remove(begun, 1) end
for index, instant in ipairs(begun) do begun[index] = string.format('%d', instant) end
redis.call('HSET', KEYS[1], 'begun', table.concat(begun, ','))
redis.call('PEXPIRE', KEYS[1], perMs)
return 0`

/** KEYS: the hash. ARGV: for how many milliseconds the operation rests; a longer rest is never cut short. */
const toldScript = `
local clock = redis.call('TIME')
local rests = clock[1] * 1000 + math.floor(clock[2] / 1000) + tonumber(ARGV[1])
if rests <= tonumber(redis.call('HGET', KEYS[1], 'restsUntil') or '0') then return 0 end
local left = redis.call('PTTL', KEYS[1])
redis.call('HSET', KEYS[1], 'restsUntil', string.format('%d', rests))
redis.call('PEXPIRE', KEYS[1], math.max(left, tonumber(ARGV[1])))
return 1`

interface Scripts {
  concordTake(key: string, calls: number, perMs: number): Promise<number>
  concordTold(key: string, forMs: number): Promise<number>
}

const unlimitedCalls: Allowance = { calls: 0, perMs: 0 }

/**
 * Keeps to the documented frequencies over all replicas that share a Redis. Each also keeps a ledger of its own calls and
 * never calls more often than that allows: while Redis is away the ledger is all there is, and a flush costs at most one
 * early call of each replica. It never holds up a call because Redis does not answer.
 */
export const redisBudget = ({ redis, instance, persona, log, now = monotonic }: Needs): CallBudget => {
  const ledger = callLedger({ persona, now })
  const allowances = allowancesOf(persona)
  const scripts = withScripts(redis)
  const reachability = tellChanges(log, instance)
  const keyOf = (operation: Operation): string => `concord:mirakl:${instance}:${operation}`

  const refuseWhereOwnSays = (call: Call): void => {
    const waitMs = ledger.waitMs(call)
    if (waitMs > 0) throw usedUp(call, waitMs)
  }
  const waitMsByRedis = ({ operation, part }: Call): Promise<number> => {
    const { calls, perMs } = (part === 'first' ? allowances[operation] : undefined) ?? unlimitedCalls
    return scripts.concordTake(keyOf(operation), calls, perMs)
  }

  return {
    allowances,
    async take(call) {
      refuseWhereOwnSays(call)
      const waitMs = await waitMsByRedis(call).then(reachability.back, reachability.away)
      if (waitMs === undefined) refuseWhereOwnSays(call)
      else if (waitMs > 0) throw usedUp(call, waitMs)
      ledger.note(call)
    },
    told(operation, retryAfterMs) {
      ledger.told(operation, retryAfterMs)
      void scripts.concordTold(keyOf(operation), retryAfterMs).then(reachability.back, reachability.away)
    },
  }
}

const withScripts = (redis: Redis): Scripts => {
  redis.defineCommand('concordTake', { numberOfKeys: 1, lua: takeScript })
  redis.defineCommand('concordTold', { numberOfKeys: 1, lua: toldScript })
  return redis as Redis & Scripts
}

/** Says once that Redis went, and once that it is back. */
const tellChanges = (log: Log, instance: string) => {
  let isAway = false
  return {
    back: (waitMs: number): number => {
      if (isAway) log.info('the call budget is shared again', { instance })
      isAway = false
      return waitMs
    },
    away: (failure: unknown): undefined => {
      if (!isAway) log.warn('the call budget is of this process alone while Redis is away', { instance, failure })
      isAway = true
    },
  }
}

/** Never set back, unlike the clock on the wall. */
const monotonic = (): Date => new Date(performance.now())
