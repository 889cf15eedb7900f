-- Writes the ids if their generation is the expected one (invariant 5).
-- KEYS: the session, its secure partition
-- ARGV: the expected generation; whether the secure side begins anew; the access to the secure side, or nothing, and its
-- code; then fields and values, nothing for a field that is to be gone, and last what no other call has
if redis.call('HGET', KEYS[1], 'generation') ~= ARGV[1] then
	-- a client that was cut off before the answer asks again
	return redis.call('HGET', KEYS[1], 'call') == ARGV[#ARGV] and 1 or 0
end
local written, gone = {}, {}
for i = 5, #ARGV, 2 do
	if ARGV[i + 1] == '' then
		gone[#gone + 1] = ARGV[i]
	else
		written[#written + 1] = ARGV[i]
		written[#written + 1] = ARGV[i + 1]
	end
end
redis.call('HSET', KEYS[1], unpack(written))
if #gone > 0 then
	redis.call('HDEL', KEYS[1], unpack(gone))
end
if ARGV[2] == '1' then
	redis.call('DEL', KEYS[2])
end
if ARGV[3] ~= '' then
	-- another request may have moved it since
	local accessed = redis.call('HGET', KEYS[1], 'secure-accessed')
	if not accessed or tonumber(accessed) <= tonumber(ARGV[3]) then
		redis.call('HSET', KEYS[1], 'secure-accessed', ARGV[3])
		if ARGV[4] == '' then
			redis.call('HDEL', KEYS[1], 'access-mac')
		else
			redis.call('HSET', KEYS[1], 'access-mac', ARGV[4])
		end
	end
end
return 1
