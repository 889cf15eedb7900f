package io.github.mixedsession.store.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.IdKind;
import io.github.mixedsession.id.Locator;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.Proof;
import io.github.mixedsession.store.StoredAttribute;
import io.github.mixedsession.store.StoredSession;

/**
 * Finds sessions.
 */
final class SessionQueries {

	private static final Arguments NO_PROOF = new Arguments().add("").add(0);

	private final RedisScripts scripts;

	private final SessionKeys keys;

	SessionQueries(RedisScripts scripts, SessionKeys keys) {
		this.scripts = scripts;
		this.keys = keys;
	}

	/**
	 * Finds a session for those who administer it.
	 */
	@Nullable StoredSession find(Locator locator, Set<Partition> partitions) {
		return find(locator, NO_PROOF, fields(partitions), partitions);
	}

	/**
	 * Finds the user of a session.
	 */
	@Nullable StoredSession findUser(Locator locator) {
		return find(locator, NO_PROOF, SessionFields.names(), Set.of());
	}

	/**
	 * Finds what the presented ids open of a session.
	 */
	@Nullable StoredSession find(Locator locator, Proof proof, Set<Partition> partitions) {
		boolean secure = proof.kind() == IdKind.SECURE;
		Arguments presented = new Arguments().add(secure ? "secure" : "insecure").add(proof.ids().size());
		proof.ids().forEach(presented::add);
		List<Partition> opened = partitions.stream().filter((each) -> secure || each != Partition.SECURE).toList();
		return find(locator, presented, fields(opened), opened);
	}

	private static Arguments fields(Collection<Partition> partitions) {
		return partitions.contains(Partition.SECURE) ? SessionFields.names() : SessionFields.publicNames();
	}

	private @Nullable StoredSession find(Locator locator, Arguments presented, Arguments fields,
			Collection<Partition> partitions) {
		List<Partition> read = List.copyOf(partitions);
		Arguments arguments = new Arguments().add(SessionFields.PUBLIC).add(presented).add(fields);
		List<?> found = this.scripts.ask(RedisScripts.FIND, this.keys.withPartitions(locator, read), arguments);
		if (found == null) {
			return null;
		}
		List<StoredAttribute> attributes = new ArrayList<>();
		for (int i = 1; i < found.size(); i++) {
			attributes.addAll(AttributeValues.readAll(read.get(i - 1), (List<?>) found.get(i)));
		}
		return new StoredSession(SessionReader.read(locator, (List<?>) found.get(0)), attributes);
	}

}
