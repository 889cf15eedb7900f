-- Records until when a session is listed, or that it is for ever and until when to believe that. Answers its idle time, or
-- nothing if it is gone.
-- KEYS: the session
-- ARGV: until when; the name of the user for whom, or nothing for any
local stored = redis.call('HMGET', KEYS[1], 'idle', 'principal')
local idle = stored[1]
-- if it is another user's by now, that is listed as well
if idle and (ARGV[2] == '' or stored[2] == ARGV[2]) then
	redis.call('HSET', KEYS[1], 'listed-until', ARGV[1])
end
return idle and tonumber(idle)
