-- Reads a session, and its attributes for whom a current id was presented (invariant 2).
-- KEYS: the session, then the partitions to read
-- ARGV: how many fields everybody may read who may read the session; the field of the presented id, or nothing for those who
-- present none and may read it all; how many hashes; these; the fields, those for everybody first
local public, presented, hashes = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local session = redis.call('HMGET', KEYS[1], unpack(ARGV, 4 + hashes))
if not session[1] then
	return { 0 }
end
local open = presented == ''
if not open then
	local current = redis.call('HGET', KEYS[1], presented)
	for i = 4, 3 + hashes do
		open = open or current == ARGV[i]
	end
end
local answer = { 1, session }
if open then
	for i = 2, #KEYS do
		answer[i + 1] = redis.call('HGETALL', KEYS[i])
	end
else
	for i = public + 1, #session do
		session[i] = false
	end
end
return answer
