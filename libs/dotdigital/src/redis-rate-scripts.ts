/**
 * One hash for each tier, `concord:dotdigital:<account>:low`: `limit`, calls a minute; `left` of the running minute and when
 * it ends, `endsAt`; `resetAt`, what Dotdigital calls that minute by, empty while nobody has told; `restsUntil`. One more of
 * the account, with `restsUntil` alone. Instants but `resetAt` are milliseconds by Redis's own clock, since clocks of
 * replicas differ. A hash is forgotten a day after its last use.
 */
const clock = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local whole = function (number) return string.format('%d', number) end
local keep = function (ms) redis.call('PEXPIRE', KEYS[1], whole(math.max(redis.call('PTTL', KEYS[1]), ms))) end
local dayMs = 86400000`

/**
 * KEYS: hashes of the tier and of the account. ARGV: how long a minute lasts whose end nobody has told.
 *
 * @returns milliseconds to wait, 0 where the call was taken, and 1 where the account is used up
 */
export const takeScript = `${clock}
local account = tonumber(redis.call('HGET', KEYS[2], 'restsUntil') or '0')
local known = redis.call('HMGET', KEYS[1], 'limit', 'left', 'endsAt', 'restsUntil')
local limit, left, endsAt = tonumber(known[1] or '0'), tonumber(known[2] or '0'), tonumber(known[3] or '0')
local free = tonumber(known[4] or '0')
if limit > 0 and left <= 0 then free = math.max(free, endsAt) end
if account > now and account > free then return {account - now, 1} end
if free > now then return {free - now, 0} end
if limit == 0 then return {0, 0} end
if endsAt > now then
  redis.call('HINCRBY', KEYS[1], 'left', -1)
else
  redis.call('HSET', KEYS[1], 'left', whole(limit - 1), 'endsAt', whole(now + tonumber(ARGV[1])), 'resetAt', '')
end
keep(dayMs)
return {0, 0}`

/** KEYS: the tier's hash. ARGV: limit, what remains, what Dotdigital calls the minute by, milliseconds until it is over. */
export const toldScript = `${clock}
local limit, remaining, resetAt = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local endsAt = now + tonumber(ARGV[4])
local known = redis.call('HMGET', KEYS[1], 'left', 'endsAt', 'resetAt')
if tonumber(known[2] or '0') > now then
  local told = tonumber(known[3] or '')
  if told and told > resetAt then return 0 end
  if not told or told == resetAt then remaining = math.min(remaining, tonumber(known[1])) end
end
redis.call('HSET', KEYS[1], 'limit', whole(limit), 'left', whole(remaining), 'endsAt', whole(endsAt), 'resetAt', whole(resetAt))
keep(dayMs)
return 1`

/** KEYS: the hash of a tier or of the account. ARGV: for how many milliseconds it rests. */
export const exhaustedScript = `${clock}
local rests = now + tonumber(ARGV[1])
if rests <= tonumber(redis.call('HGET', KEYS[1], 'restsUntil') or '0') then return 0 end
redis.call('HSET', KEYS[1], 'restsUntil', whole(rests))
keep(tonumber(ARGV[1]))
return 1`
