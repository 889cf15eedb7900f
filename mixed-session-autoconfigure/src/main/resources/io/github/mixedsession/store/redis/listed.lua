-- Records until when a session is listed, and answers its idle time; or nothing if it is gone.
-- KEYS: the session
-- ARGV: until when; whether that is for ever; the user's name
local stored = redis.call('HMGET', KEYS[1], 'idle', 'principal')
local idle = stored[1]
-- another request has made it endless, or no longer so, or another user's, and lists it as well
if idle and (tonumber(idle) <= 0) == (ARGV[2] == '1') and stored[2] == ARGV[3] then
	redis.call('HSET', KEYS[1], 'listed-until', ARGV[1])
end
return idle and tonumber(idle)
