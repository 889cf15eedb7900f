-- Records until when a session is listed, and answers its idle time; or nothing if it is gone.
-- KEYS: the session
-- ARGV: until when; whether that is for ever
local idle = redis.call('HGET', KEYS[1], 'idle')
-- another request has made it endless, or no longer so, and lists it as well
if idle and (tonumber(idle) <= 0) == (ARGV[2] == '1') then
	redis.call('HSET', KEYS[1], 'listed-until', ARGV[1])
end
return idle and tonumber(idle)
