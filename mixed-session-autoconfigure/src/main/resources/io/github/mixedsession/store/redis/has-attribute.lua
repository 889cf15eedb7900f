-- Returns whether there is an attribute, by a script since a replica may be behind.
-- KEYS: the partition
-- ARGV: the name
return redis.call('HEXISTS', KEYS[1], ARGV[1])
