-- Deletes a session with everything that belongs to it.
-- KEYS: the session, its partitions, the times of expiry
-- ARGV: the locator; whether a session with a secure id is spared; the login count that one has to have in which nothing is
-- left, or nothing for any session; the generation that it has to have, or nothing for any
local stored = redis.call('HMGET', KEYS[1], 'generation', 'secure', 'logins', 'principal', 'lists')
if not stored[1] or (ARGV[2] == '1' and stored[2]) then
	return false
end
if ARGV[4] ~= '' and stored[1] ~= ARGV[4] then
	return false
end
if ARGV[3] ~= '' and (stored[3] ~= ARGV[3] or stored[4] or redis.call('EXISTS', KEYS[2], KEYS[3], KEYS[4]) > 0) then
	return false
end
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3], KEYS[4])
redis.call('ZREM', KEYS[5], ARGV[1])
return stored[5] or ''
