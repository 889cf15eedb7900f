-- Records until when a session is listed, if it is still there.
-- KEYS: the session
-- ARGV: until when
if redis.call('EXISTS', KEYS[1]) == 0 then
	return 0
end
redis.call('HSET', KEYS[1], 'listed-until', ARGV[1])
return 1
