-- Lists a session for a user, and forgets what was listed for as long as it had to be.
-- KEYS: the user's sessions
-- ARGV: the locator; the current time; until when to list it, unless it is listed for longer; whether a listing for ever ends
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[2])
if ARGV[4] == '1' and redis.call('ZSCORE', KEYS[1], ARGV[1]) == 'inf' then
	redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
else
	redis.call('ZADD', KEYS[1], 'GT', ARGV[3], ARGV[1])
end
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
if last == 'inf' then
	redis.call('PERSIST', KEYS[1])
else
	redis.call('PEXPIRE', KEYS[1], last - ARGV[2])
end
return 1
