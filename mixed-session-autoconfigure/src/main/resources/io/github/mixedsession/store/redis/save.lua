-- Writes what a request changed. Answers 0 if the session is gone, or 1; and if lists change by it, the name of the user for
-- whom the session has to be listed again, the idle time, and the lists of others where it is listed for ever.
-- KEYS: the session, its partitions, the times of expiry
-- ARGV: as they are named below, nothing for what does not change; then for each attribute the number of its key, whether it
-- is guarded, whether it has a value, its name, and its version with its value
local locator, now, kept = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local logins, family = ARGV[4], ARGV[5]
local access, movesBack, address = ARGV[6], ARGV[7] == '1', ARGV[8]
local secureAccess, accessMac = ARGV[9], ARGV[10]
local newIdle = ARGV[11]
local changesPrincipal, principal, since, loginMac, list, listedUntil = ARGV[12] == '1', ARGV[13], ARGV[14], ARGV[15], ARGV[16], ARGV[17]

local stored = redis.call('HMGET', KEYS[1], 'generation', 'logins', 'family', 'accessed', 'idle', 'secure-accessed',
		'principal', 'lists', 'listed-until')
if not stored[1] then
	return { 0 }
end

local function set(field, value)
	if value == '' then
		redis.call('HDEL', KEYS[1], field)
	else
		redis.call('HSET', KEYS[1], field, value)
	end
end

-- the lists of others than who is logging in
local function others()
	local digests = {}
	for each in string.gmatch(stored[8] or '', string.rep('.', 32)) do
		if each ~= list then
			digests[#digests + 1] = each
		end
	end
	return digests
end

-- one for ever says until when to believe it, for the master of the list may lose it
local function isForEver(listed)
	return string.sub(listed or '', 1, 4) == 'ever'
end

local sameLogin = stored[2] == logins
local sameSide = stored[6] and family ~= '' and stored[3] == family
local accessed, idle = tonumber(stored[4]), tonumber(stored[5])
local changesExpiry, changesUser = false, false
local wasListedForEver = isForEver(stored[9])

if access ~= '' then
	if movesBack or tonumber(access) >= accessed then
		accessed = tonumber(access)
		changesExpiry = true
		set('accessed', access)
		if not movesBack then
			set('address', address)
		end
	end
	if secureAccess ~= '' and sameSide and tonumber(secureAccess) > tonumber(stored[6]) then
		set('secure-accessed', secureAccess)
		set('access-mac', accessMac)
	end
end
if newIdle ~= '' and sameLogin then
	idle = tonumber(newIdle)
	changesExpiry = true
	set('idle', newIdle)
end
if list ~= '' then
	-- the last eight are enough, for lists end by themselves
	set('lists', string.sub(table.concat(others()) .. list, -256))
end
if changesPrincipal and sameLogin and sameSide then
	set('principal', principal)
	set('secure-since', since)
	set('login-mac', loginMac)
	set('listed-until', listedUntil)
	stored[7] = principal ~= '' and principal
	stored[9] = listedUntil
	changesExpiry = true
	changesUser = true
end

local written = {}
for i = 18, #ARGV, 5 do
	if sameLogin or ARGV[i + 1] == '0' then
		local key = KEYS[tonumber(ARGV[i])]
		if ARGV[i + 2] == '1' then
			redis.call('HSET', key, ARGV[i + 3], ARGV[i + 4])
			written[key] = true
		else
			redis.call('HDEL', key, ARGV[i + 3])
		end
	end
end

if not changesExpiry then
	local left = next(written) and redis.call('PTTL', KEYS[1]) or -1
	if left > 0 then
		for key in pairs(written) do
			redis.call('PEXPIRE', key, left)
		end
	end
	return { 1 }
end
if idle > 0 then
	-- one that is made to expire long ago is there to be told of
	redis.call('ZADD', KEYS[5], math.max(accessed + idle * 1000, now - kept / 2), locator)
	local lives = idle * 1000 + kept
	for i = 1, 4 do
		redis.call('PEXPIRE', KEYS[i], lives)
	end
	if redis.call('PTTL', KEYS[5]) < lives then
		redis.call('PEXPIRE', KEYS[5], lives)
	end
else
	redis.call('ZREM', KEYS[5], locator)
	for i = 1, 4 do
		redis.call('PERSIST', KEYS[i])
	end
end
-- until a request after this one can have it listed for longer, twice the idle time passes at most
local needed = now + math.max(idle, 0) * 2000
local isListed = needed <= tonumber(string.match(stored[9] or '', '%d+') or 0)
		and (idle > 0 and not wasListedForEver or idle <= 0 and isForEver(stored[9]))
local user = not isListed and stored[7]
local former = wasListedForEver and (changesUser or not stored[7]) and others() or {}
if user then
	-- whoever does not come so far as to record it is followed by one who lists it
	set('listed-until', '')
end
if user or #former > 0 then
	return { 1, user, string.format('%.0f', idle), former }
end
return { 1 }
