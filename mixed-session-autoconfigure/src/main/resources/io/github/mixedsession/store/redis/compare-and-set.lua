-- Writes or removes one attribute if its version is the expected one.
-- KEYS: the session, the partition
-- ARGV: the name; the expected version, nothing for an absent attribute; the new version with the value, nothing to remove it; what
-- no other call has
if redis.call('EXISTS', KEYS[1]) == 0 then
	return 0
end
local stored = redis.call('HGET', KEYS[2], ARGV[1])
if (stored and string.sub(stored, 1, 8) or '') ~= ARGV[2] then
	-- a client that was cut off before the answer asks again
	local done = stored == ARGV[3]
			or (not stored and ARGV[3] == '' and redis.call('HGET', KEYS[1], 'removal') == ARGV[4])
	return done and 1 or 0
end
if ARGV[3] == '' then
	redis.call('HDEL', KEYS[2], ARGV[1])
	redis.call('HSET', KEYS[1], 'removal', ARGV[4])
else
	redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
	local left = redis.call('PTTL', KEYS[1])
	if left > 0 then
		redis.call('PEXPIRE', KEYS[2], left)
	end
end
return 1
