-- Writes what a request changed. Answers 0 if the session is gone, or 1; and if lists change by it, the name of the user for
-- whom the session has to be listed for longer, or not for ever any more, the idle time, and the lists of others where it is
-- listed for ever.
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

local sameLogin = stored[2] == logins
local sameSide = stored[6] and family ~= '' and stored[3] == family
local accessed, idle = tonumber(stored[4]), tonumber(stored[5])
local changesExpiry, changesUser = false, false
local listedForEver = stored[9] == 'ever'

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
if list ~= '' and not string.find(stored[8] or '', list, 1, true) then
	-- the last eight are enough, for lists end by themselves
	set('lists', string.sub((stored[8] or '') .. list, -256))
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
local needed = idle > 0 and now + idle * 2000 or math.huge
local listed = stored[9] == 'ever' and math.huge or tonumber(stored[9] or 0)
local shortens = listedForEver and (changesUser or listed == math.huge)
local user = stored[7] and (needed > listed or (needed < math.huge and shortens)) and stored[7]
local others = {}
if listedForEver and (changesUser or not stored[7]) then
	for each in string.gmatch(stored[8] or '', string.rep('.', 32)) do
		if each ~= list then
			others[#others + 1] = each
		end
	end
end
if user then
	-- whoever does not come so far as to record it is followed by one who lists it
	set('listed-until', '')
end
if user or #others > 0 then
	return { 1, user, idle, others }
end
return { 1 }
