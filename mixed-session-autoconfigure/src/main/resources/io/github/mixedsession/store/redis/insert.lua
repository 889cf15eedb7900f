-- Stores a new session.
-- KEYS: the session, its partitions, the times of expiry
-- ARGV: the locator, when the session expires or nothing, how long to keep it then, and before when others have expired that
-- are kept no longer; how many fields and values; these, nothing for what there is not, the first what no other call has; then
-- for each attribute the number of its key, its name and its version with its value
if redis.call('EXISTS', KEYS[1]) == 1 then
	-- a client that was cut off before the answer asks again
	return redis.call('HGET', KEYS[1], 'call') == ARGV[7] and 1 or 0
end
local attributes = 6 + ARGV[5]
local session = {}
for i = 6, attributes - 1, 2 do
	if ARGV[i + 1] ~= '' then
		session[#session + 1] = ARGV[i]
		session[#session + 1] = ARGV[i + 1]
	end
end
redis.call('HSET', KEYS[1], unpack(session))
for i = attributes, #ARGV, 3 do
	redis.call('HSET', KEYS[tonumber(ARGV[i])], ARGV[i + 1], ARGV[i + 2])
end
if ARGV[2] ~= '' then
	-- where nobody tells of them, Redis has deleted them
	redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', '(' .. ARGV[4])
	redis.call('ZADD', KEYS[5], ARGV[2], ARGV[1])
	for i = 1, 4 do
		redis.call('PEXPIRE', KEYS[i], ARGV[3])
	end
	if redis.call('PTTL', KEYS[5]) < tonumber(ARGV[3]) then
		redis.call('PEXPIRE', KEYS[5], ARGV[3])
	end
end
return 1
