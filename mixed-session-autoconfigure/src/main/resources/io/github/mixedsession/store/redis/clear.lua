-- Removes the attributes of some partitions.
-- KEYS: the partitions
return redis.call('DEL', unpack(KEYS))
