-- Returns the members of a sorted set up to a score, by a script since a replica may be behind.
-- KEYS: the set
-- ARGV: the lowest and the highest score, how many at most
return { 1, redis.call('ZRANGEBYSCORE', KEYS[1], ARGV[1], ARGV[2], 'LIMIT', 0, ARGV[3]) }
