-- Writes or removes one attribute if its version is the expected one.
-- KEYS: the session, the partition
-- ARGV: the name; the expected version, nothing for an absent attribute; the new version with the value, nothing to remove it
if redis.call('EXISTS', KEYS[1]) == 0 then
	return 0
end
local stored = redis.call('HGET', KEYS[2], ARGV[1])
if (stored and string.sub(stored, 1, 8) or '') ~= ARGV[2] then
	return 0
end
if ARGV[3] == '' then
	redis.call('HDEL', KEYS[2], ARGV[1])
else
	redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
	local left = redis.call('PTTL', KEYS[1])
	if left > 0 then
		redis.call('PEXPIRE', KEYS[2], left)
	end
end
return 1
