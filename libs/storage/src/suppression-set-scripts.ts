import type { Redis } from 'ioredis'

/**
 * What must happen at once in Redis. KEYS[1] is always the hash of the set, `concord:suppressed:{<account>}`:
 * `generation`, `readAt`, `tooOldAt`. Beside it lie, by generation, the buckets `…:<generation>:<three hex digits>`, each
 * with a field `-` so that one that Redis dropped is told from an empty one; what was changed while a generation was
 * being filled, `…:<generation>:late`; and the generations being filled with the milliseconds they began at, `…:filling`.
 * All have the braces, and so lie in one slot of a cluster.
 */
const buckets = `
local function bucketsOf(generation, work)
  for bucket = 0, 4095 do work(KEYS[1] .. ':' .. generation .. ':' .. string.format('%03x', bucket)) end
end
local function drop(generation)
  bucketsOf(generation, function (key) redis.call('UNLINK', key) end)
  redis.call('DEL', KEYS[1] .. ':' .. generation .. ':late')
end
local function change(generation, bucket, field, code)
  local key = KEYS[1] .. ':' .. generation .. ':' .. bucket
  if code == '' then redis.call('HDEL', key, field) else redis.call('HSET', key, field, code) end
end
local function renew(readAt, tooOldAt)
  if readAt > (redis.call('HGET', KEYS[1], 'readAt') or '') then
    redis.call('HSET', KEYS[1], 'readAt', readAt, 'tooOldAt', tooOldAt)
  end
end
`

/** ARGV: generation, milliseconds now. */
const beginScript = `${buckets}
redis.call('HSET', KEYS[1] .. ':filling', ARGV[1], ARGV[2])
bucketsOf(ARGV[1], function (key) redis.call('HSET', key, '-', '0') end)
return 1`

/**
 * ARGV: generation, milliseconds now, milliseconds after which a filling is given up, readAt, tooOldAt (both may be empty).
 *
 * @returns 0 where the generation is not being filled any more: Redis was flushed meanwhile
 */
const swapScript = `${buckets}
local filling, generation = KEYS[1] .. ':filling', ARGV[1]
if redis.call('HDEL', filling, generation) == 0 then return 0 end
local late = redis.call('HGETALL', KEYS[1] .. ':' .. generation .. ':late')
for index = 1, #late, 2 do
  change(generation, string.sub(late[index], 1, 3), string.sub(late[index], 4), late[index + 1])
end
redis.call('DEL', KEYS[1] .. ':' .. generation .. ':late')
local old = redis.call('HGET', KEYS[1], 'generation')
redis.call('HSET', KEYS[1], 'generation', generation)
renew(ARGV[4], ARGV[5])
if old then drop(old) end
local others = redis.call('HGETALL', filling)
for index = 1, #others, 2 do
  if tonumber(others[index + 1]) < tonumber(ARGV[2]) - tonumber(ARGV[3]) then
    redis.call('HDEL', filling, others[index])
    drop(others[index])
  end
end
return 1`

/** ARGV: bucket, field, code of the status or nothing to remove it. */
const changeScript = `${buckets}
local generation = redis.call('HGET', KEYS[1], 'generation')
if generation then change(generation, ARGV[1], ARGV[2], ARGV[3]) end
for _, filling in ipairs(redis.call('HKEYS', KEYS[1] .. ':filling')) do
  redis.call('HSET', KEYS[1] .. ':' .. filling .. ':late', ARGV[1] .. ARGV[2], ARGV[3])
end
return 1`

/** ARGV: readAt, tooOldAt. */
const renewScript = `${buckets}
if redis.call('HEXISTS', KEYS[1], 'generation') == 1 then renew(ARGV[1], ARGV[2]) end
return 1`

/** ARGV: bucket, field. @returns the mark of the bucket, the code, tooOldAt; nothing for a set that was never filled */
const findScript = `
local set = redis.call('HMGET', KEYS[1], 'generation', 'tooOldAt')
if not set[1] then return {} end
local found = redis.call('HMGET', KEYS[1] .. ':' .. set[1] .. ':' .. ARGV[1], '-', ARGV[2])
return { found[1] or '', found[2] or '', set[2] or '' }`

export interface SetScripts {
  concordSetBegin(key: string, generation: string, nowMs: number): Promise<number>
  concordSetSwap(key: string, ...swap: readonly (string | number)[]): Promise<number>
  concordSetChange(key: string, bucket: string, field: string, code: string): Promise<number>
  concordSetRenew(key: string, readAt: string, tooOldAt: string): Promise<number>
  concordSetFind(key: string, bucket: string, field: string): Promise<readonly string[]>
}

export const withSetScripts = (redis: Redis): Redis & SetScripts => {
  redis.defineCommand('concordSetBegin', { numberOfKeys: 1, lua: beginScript })
  redis.defineCommand('concordSetSwap', { numberOfKeys: 1, lua: swapScript })
  redis.defineCommand('concordSetChange', { numberOfKeys: 1, lua: changeScript })
  redis.defineCommand('concordSetRenew', { numberOfKeys: 1, lua: renewScript })
  redis.defineCommand('concordSetFind', { numberOfKeys: 1, lua: findScript })
  return redis as Redis & SetScripts
}
