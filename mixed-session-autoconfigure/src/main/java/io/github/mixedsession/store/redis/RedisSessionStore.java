package io.github.mixedsession.store.redis;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ClassUtils;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.MisconfigurationException;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.ExpiredSessions;
import io.github.mixedsession.store.IdUpdate;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.SecureSide;
import io.github.mixedsession.store.SessionDelta;
import io.github.mixedsession.store.SessionDelta.AttributeWrite;
import io.github.mixedsession.store.SessionDelta.PrincipalChange;
import io.github.mixedsession.store.SessionRecord;
import io.github.mixedsession.store.SessionStore;
import io.github.mixedsession.store.StorableText;
import io.github.mixedsession.store.StorableValues;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * Keeps sessions in Redis 6.2 or later, or Valkey, on its own or as a cluster. Each call
 * is one script on the keys of one slot, and so one round trip; a login is two, since the
 * session is listed for the user first, or four if it lives for more than half a day
 * without being used; its end is two as well; an access is three once a day; finding the
 * sessions of a user is one more than there are; and waiting for replicas is one more. A
 * run of the cleanup is two for each shard at least. Thread-safe.
 * <p>
 * All keys of a session that can expire have a time to live: two hours longer than the
 * idle time and what accesses are recorded late by, so that a cleanup can tell of it, and
 * that a server's clock which is an hour off ends none.
 * <p>
 * <strong>Security guarantees.</strong> What a view may not see does not leave Redis, ids
 * are kept as hashes alone, and nothing but {@link #insert} and {@link #update} writes
 * them. Not guaranteed: that values and users' names are secret. They are kept as they
 * come, and what is to be encrypted comes so. Nor that what was written outlives a master
 * whose replicas have not got it yet: but for the ids and the user, where it waits for
 * replicas.
 */
public final class RedisSessionStore implements SessionStore {

	/**
	 * How long a session that has expired is kept, for the cleanup to tell of it.
	 */
	public static final Duration KEPT = ExpiredKeys.KEPT;

	private static final Arguments ANY = new Arguments().add("");

	private final RedisConnectionFactory connectionFactory;

	private final InstantSource clock;

	private final Duration kept;

	private final int waitForReplicas;

	private final RedisScripts scripts;

	private final SessionKeys keys;

	private final SessionQueries queries;

	private final UserSessions users;

	private final ExpiredKeys expired;

	/**
	 * Create a store, for accesses that are recorded at once.
	 * @param connectionFactory where Redis is
	 * @param namespace how all keys begin, without braces
	 * @param clock the clock
	 */
	public RedisSessionStore(RedisConnectionFactory connectionFactory, String namespace, InstantSource clock) {
		this(connectionFactory, namespace, clock, Duration.ZERO, 0, Duration.ofSeconds(1));
	}

	/**
	 * Create a store that waits for replicas, through Lettuce alone: until they have the
	 * ids, the user's name, or that a session is gone, whatever wrote it does not return.
	 * If they don't in time, it throws, and has happened.
	 * @param connectionFactory where Redis is
	 * @param namespace how all keys begin, without braces
	 * @param clock the clock
	 * @param tolerance how late accesses are recorded
	 * @param waitForReplicas how many replicas to wait for, or 0
	 * @param waitTimeout for how long at most, shorter than commands may take
	 * @throws io.github.mixedsession.MisconfigurationException if it can't wait
	 */
	public RedisSessionStore(RedisConnectionFactory connectionFactory, String namespace, InstantSource clock,
			Duration tolerance, int waitForReplicas, Duration waitTimeout) {
		this.connectionFactory = connectionFactory;
		this.clock = clock;
		this.kept = KEPT.plus(tolerance);
		this.waitForReplicas = waitForReplicas;
		this.scripts = new RedisScripts(connectionFactory,
				(waitForReplicas > 0) ? replicated(connectionFactory, waitForReplicas, waitTimeout) : null);
		this.keys = new SessionKeys(namespace);
		this.queries = new SessionQueries(this.scripts, this.keys);
		this.users = new UserSessions(this.scripts, this.keys, this.queries, clock);
		this.expired = new ExpiredKeys(this.scripts, this.keys, this.users, clock);
	}

	/**
	 * Looks for Lettuce first: without it the class that needs it can't be loaded. (Its
	 * property's name is a constant, which the compiler copies.)
	 */
	private static ReplicatedScripts replicated(RedisConnectionFactory connectionFactory, int replicas,
			Duration timeout) {
		if (ClassUtils.isPresent("io.lettuce.core.RedisClient", RedisSessionStore.class.getClassLoader())
				&& connectionFactory instanceof LettuceConnectionFactory lettuce) {
			return ReplicatedScripts.of(lettuce, replicas, timeout);
		}
		throw new MisconfigurationException(ReplicatedScripts.PROPERTY, String.valueOf(replicas),
				"needs Lettuce, and sessions are kept through another client: " + connectionFactory.getClass(),
				"Use Lettuce, as spring-boot-starter-data-redis does, or set it to 0.");
	}

	/**
	 * Checks that the server is there, and is one that keeps sessions. To be called once
	 * when the application starts.
	 * @throws io.github.mixedsession.MisconfigurationException if it can't be reached, is
	 * too old, or is not asked in a way in which replicas can be waited for
	 */
	public void validate() {
		new ServerValidation(this.connectionFactory, this.waitForReplicas).run();
		this.scripts.validate();
	}

	@Override
	public @Nullable StoredSession find(Locator locator, Set<Partition> partitions) {
		return this.queries.find(locator, partitions);
	}

	@Override
	public @Nullable StoredSession find(Locator locator, Proof proof, Set<Partition> partitions) {
		return this.queries.find(locator, proof, partitions);
	}

	@Override
	public List<SessionRecord> findByPrincipalName(String principalName) {
		return this.users.find(principalName);
	}

	@Override
	public void insert(StoredSession session) {
		SessionRecord record = session.record();
		Arguments attributes = new Arguments();
		for (StoredAttribute attribute : session.attributes()) {
			attributes.add(SessionKeys.number(attribute.partition()))
				.add(StorableText.attributeName(attribute.name()))
				.add(AttributeValues.of(attribute));
		}
		Arguments fields = new Arguments().add("call").add(newCall()).add(SessionFields.of(record));
		String user = record.principalName();
		Duration idle = Duration.ofSeconds(StorableValues.seconds(record.maxInactiveInterval()));
		if (user != null) {
			UserSessions.Listing listing = this.users.list(record.locator(), user, idle);
			fields.add("lists").add(listing.list()).add("listed-until").add(listing.until());
		}
		long millis = idle.toMillis();
		Arguments arguments = new Arguments().add(record.locator().toBytes())
			.add((millis > 0) ? record.lastAccessedAt().plusMillis(millis) : null)
			.add(millis + this.kept.toMillis())
			.add(this.clock.instant().minus(this.kept))
			.add(fields.size())
			.add(fields)
			.add(attributes);
		if (!isOne(this.scripts.callAndWait(RedisScripts.INSERT, this.keys.all(record.locator()), arguments))) {
			throw new DuplicateKeyException("There is a session at the locator " + record.locator());
		}
		if (user != null && millis <= 0) {
			this.users.listAgain(record.locator(), SessionFields.name(user), idle);
		}
	}

	@Override
	public boolean update(IdUpdate update) {
		SessionRecord result = update.result();
		Arguments arguments = new Arguments().add(update.expected().ids().generation())
			.add(update.restartsSecureSide())
			.add(update.secureAccess())
			.add(update.macs().access())
			.add(SessionFields.ofIds(result));
		SecureSide side = result.secureSide();
		if (update.beginsSecureSide() && side != null) {
			arguments.add(SessionFields.ofSecureSide(result, side));
		}
		arguments.add("call").add(newCall());
		return isOne(this.scripts.callAndWait(RedisScripts.UPDATE,
				this.keys.withPartitions(result.locator(), List.of(Partition.SECURE)), arguments));
	}

	@Override
	public boolean save(SessionDelta delta) {
		Arguments writes = new Arguments();
		for (AttributeWrite write : delta.writes()) {
			byte[] value = write.value();
			if (value != null || StorableText.isName(write.name())) {
				writes.add(SessionKeys.number(write.partition()))
					.add(write.guarded())
					.add(value != null)
					.add(StorableText.attributeName(write.name()))
					.add((value != null) ? AttributeValues.ofNewVersion(value) : new byte[0]);
			}
		}
		Arguments arguments = new Arguments().add(delta.locator().toBytes())
			.add(this.clock.instant())
			.add(this.kept.toMillis())
			.add(delta.loginCount())
			.add(delta.family())
			.add(delta.lastAccessedAt())
			.add(delta.movesAccessBack())
			.add(StorableValues.clientAddress(delta.clientAddress()))
			.add(delta.secureLastAccessedAt())
			.add(delta.secureAccessMac())
			.add(delta.maxInactiveInterval())
			.add(principal(delta))
			.add(writes);
		List<byte[]> all = this.keys.all(delta.locator());
		List<?> lists = (delta.principal() != null) ? this.scripts.askAndWait(RedisScripts.SAVE, all, arguments)
				: this.scripts.ask(RedisScripts.SAVE, all, arguments);
		if (lists == null) {
			return false;
		}
		if (!lists.isEmpty()) {
			this.users.saved(delta, lists);
		}
		return true;
	}

	private Arguments principal(SessionDelta delta) {
		PrincipalChange change = delta.principal();
		if (change == null) {
			return new Arguments().add(false).add("").add("").add("").add("").add("");
		}
		String name = change.name();
		UserSessions.Listing listing = (name != null) ? this.users.list(delta.locator(), name) : null;
		return new Arguments().add(true)
			.add(SessionFields.name(name))
			.add(change.since())
			.add(change.mac())
			.add((listing != null) ? listing.list() : new byte[0])
			.add((listing != null) ? listing.until() : null);
	}

	@Override
	public @Nullable StoredAttribute findAttribute(Locator locator, String name, Partition partition) {
		byte[] stored = StorableText.isName(name) ? this.scripts.call(RedisScripts.FIND_ATTRIBUTE,
				List.of(this.keys.partition(locator, partition)), new Arguments().add(name)) : null;
		return (stored != null) ? AttributeValues.read(name, partition, stored) : null;
	}

	@Override
	public boolean hasAttribute(Locator locator, String name, Partition partition) {
		return StorableText.isName(name) && isOne(this.scripts.call(RedisScripts.HAS_ATTRIBUTE,
				List.of(this.keys.partition(locator, partition)), new Arguments().add(name)));
	}

	@Override
	public boolean compareAndSet(Locator locator, String name, Partition partition, long expectedVersion,
			byte @Nullable [] value) {
		// what can't be a name is absent
		Arguments arguments = new Arguments()
			.add((value != null || StorableText.isName(name)) ? StorableText.attributeName(name) : "\0")
			.add((expectedVersion != 0) ? AttributeValues.version(expectedVersion) : new byte[0])
			.add((value != null) ? AttributeValues.ofNewVersion(value) : new byte[0])
			.add(newCall());
		return isOne(this.scripts.call(RedisScripts.COMPARE_AND_SET,
				this.keys.withPartitions(locator, List.of(partition)), arguments));
	}

	@Override
	public boolean delete(Locator locator) {
		return delete(locator, false, ANY, ANY);
	}

	@Override
	public boolean deleteUnlessSecure(Locator locator) {
		return delete(locator, true, ANY, ANY);
	}

	@Override
	public boolean deleteIfEmpty(Locator locator, IdKind kind, int loginCount) {
		return delete(locator, kind == IdKind.INSECURE, new Arguments().add(loginCount), ANY);
	}

	@Override
	public boolean deleteIfUnchanged(Locator locator, long generation) {
		return delete(locator, false, ANY, new Arguments().add(generation));
	}

	private boolean delete(Locator locator, boolean sparesSecure, Arguments emptyOfLoginCount, Arguments generation) {
		byte[] lists = this.scripts.callAndWait(RedisScripts.DELETE, this.keys.all(locator),
				new Arguments().add(locator.toBytes()).add(sparesSecure).add(emptyOfLoginCount).add(generation));
		if (lists == null) {
			return false;
		}
		this.users.unlistEnded(locator, lists);
		return true;
	}

	@Override
	public void clear(Locator locator, Set<Partition> partitions) {
		if (!partitions.isEmpty()) {
			this.scripts.callAndWait(RedisScripts.CLEAR,
					partitions.stream().map((partition) -> this.keys.partition(locator, partition)).toList(),
					new Arguments());
		}
	}

	@Override
	public ExpiredSessions deleteExpired(Instant now, Duration tolerance, int limit) {
		return this.expired.delete(now.minus(tolerance), limit);
	}

	@Override
	public void told(Collection<SessionRecord> expired) {
		this.expired.told(expired.stream().map(SessionRecord::locator).toList());
	}

	/**
	 * Returns what tells a call that Lettuce sends again, since the connection was cut
	 * before it was answered, from one that somebody else makes.
	 */
	private static byte[] newCall() {
		return AttributeValues.version(ThreadLocalRandom.current().nextLong());
	}

	private static boolean isOne(@Nullable Long answer) {
		return answer != null && answer == 1;
	}

}
