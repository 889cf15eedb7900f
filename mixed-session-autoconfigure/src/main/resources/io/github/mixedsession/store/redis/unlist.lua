-- Lists a session no longer.
-- KEYS: a user's sessions
-- ARGV: the locator; the current time; whether it stays if its listing ends by itself
if ARGV[3] == '1' and redis.call('ZSCORE', KEYS[1], ARGV[1]) ~= 'inf' then
	return 0
end
redis.call('ZREM', KEYS[1], ARGV[1])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
if last and last ~= 'inf' then
	redis.call('PEXPIRE', KEYS[1], last - ARGV[2])
end
return 1
