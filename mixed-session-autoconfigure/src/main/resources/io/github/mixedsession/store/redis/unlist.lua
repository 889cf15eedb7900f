-- Lists a session no longer.
-- KEYS: a user's sessions
-- ARGV: the locator; the current time
redis.call('ZREM', KEYS[1], ARGV[1])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
if last and last ~= 'inf' then
	redis.call('PEXPIRE', KEYS[1], last - ARGV[2])
end
return 1
