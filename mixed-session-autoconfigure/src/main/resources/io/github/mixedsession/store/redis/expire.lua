-- Deletes a session if it expired before a time, and keeps what it was until that has been told, or else for the next who asks.
-- KEYS: the session, its partitions, the times of expiry, what is to be told, until when others leave that alone
-- ARGV: the locator; the time; until when others leave it alone; how long what is to be told is kept; the fields to answer: the
-- first are the lists of users that it is in
local locator, before, leased, kept = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local stored = redis.call('HMGET', KEYS[1], 'accessed', 'idle')
local accessed, idle = tonumber(stored[1] or ''), tonumber(stored[2] or '')
if not accessed or not idle or idle <= 0 then
	redis.call('ZREM', KEYS[5], locator)
	return { 0 }
end
local expires = accessed + idle * 1000
if expires >= before then
	redis.call('ZADD', KEYS[5], expires, locator)
	return { 0 }
end
local session = redis.call('HMGET', KEYS[1], unpack(ARGV, 5))
session[1] = session[1] or ''
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
redis.call('ZREM', KEYS[5], locator)
redis.call('HSET', KEYS[6], locator, cmsgpack.pack(session))
redis.call('ZADD', KEYS[7], leased, locator)
redis.call('PEXPIRE', KEYS[6], kept)
redis.call('PEXPIRE', KEYS[7], kept)
return { 1, session }
