-- Lists a session for a user, and forgets what was listed for as long as it had to be.
-- KEYS: the user's sessions
-- ARGV: the locator; the current time; until when to list it; for how long that is, or nothing for ever
local left = redis.call('PTTL', KEYS[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[2])
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
if ARGV[4] == '' then
	redis.call('PERSIST', KEYS[1])
elseif left ~= -1 and left < tonumber(ARGV[4]) then
	redis.call('PEXPIRE', KEYS[1], ARGV[4])
end
return 1
