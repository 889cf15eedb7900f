-- Lists a session no longer.
-- KEYS: a user's sessions
-- ARGV: the locator
return redis.call('ZREM', KEYS[1], ARGV[1])
