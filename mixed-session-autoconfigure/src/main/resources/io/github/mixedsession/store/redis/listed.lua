-- Records until when a session is listed.
-- KEYS: the session
-- ARGV: until when
if redis.call('EXISTS', KEYS[1]) == 1 then
	redis.call('HSET', KEYS[1], 'listed-until', ARGV[1])
end
return 1
