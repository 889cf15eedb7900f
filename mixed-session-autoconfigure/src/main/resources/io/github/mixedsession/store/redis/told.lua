-- Forgets sessions that have been told of.
-- KEYS: what is to be told, until when others leave that alone
-- ARGV: the locators
redis.call('HDEL', KEYS[1], unpack(ARGV))
redis.call('ZREM', KEYS[2], unpack(ARGV))
return 1
