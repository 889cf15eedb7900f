-- Answers sessions that have expired, and that whoever deleted them has not told of in time.
-- KEYS: what is to be told, until when others leave that alone
-- ARGV: the current time, until when others leave alone what is answered, how many at most
local answer = { 1 }
for _, locator in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[3])) do
	local session = redis.call('HGET', KEYS[1], locator)
	if session then
		redis.call('ZADD', KEYS[2], ARGV[2], locator)
		answer[#answer + 1] = locator
		answer[#answer + 1] = cmsgpack.unpack(session)
	else
		redis.call('ZREM', KEYS[2], locator)
	end
end
return answer
