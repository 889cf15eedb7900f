package io.github.mixedsession.session;

import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.Channel;
import io.github.mixedsession.IdKind;
import io.github.mixedsession.SessionView;
import io.github.mixedsession.id.Family;
import io.github.mixedsession.id.IdHash;
import io.github.mixedsession.store.Partition;
import io.github.mixedsession.store.SessionRecord;

/**
 * What a request holds of a session. Replaced as a whole when ids are rotated.
 */
final class SessionState {

	/** How the request came to the session. */
	enum Binding {

		/** It presented a current id, or gets one. */
		CURRENT,

		/** It presented a retired insecure id in its grace. */
		RETIRED_INSECURE,

		/** It presented a retired secure id in its grace; only a login moves it on. */
		RETIRED_SECURE,

		/**
		 * It wanted to rotate ids that another request had rotated; nothing moves it on.
		 */
		OVERTAKEN,

		/** It presented nothing: the session was looked up to be administered. */
		MANAGED

	}

	/** What is due before the handler runs. */
	enum Due {

		NOTHING, STEP_UP, STEP_DOWN, RESTART_SECURE_SIDE, REPLACE_INSECURE_ID, DETACH,

		/** A retired id over HTTP sees the insecure view if the session may step down. */
		LOOK_BACK;

		/**
		 * Returns whether it lets HTTP see a session that is on HTTPS.
		 */
		boolean isToHttp() {
			return this == STEP_DOWN || this == LOOK_BACK;
		}

	}

	final IdHash id;

	final SessionView view;

	final Binding binding;

	final Due due;

	private final Supplier<SessionAttributes> load;

	private volatile @Nullable SessionAttributes attributes;

	private volatile SessionRecord record;

	private volatile boolean stored;

	/** What the ids that were made in this request share, known to it alone. */
	private @Nullable Family family;

	/** The kinds whose current id was presented first; whatever rotates next says so. */
	private Set<IdKind> confirming = Set.of();

	/** What else the request claims, if what it claims has led to this session. */
	private @Nullable LookUps lookUps;

	/** The handle of the session that a copy was made of. */
	private @Nullable String copyOf;

	SessionState(SessionRecord record, boolean stored, IdHash id, SessionView view, Binding binding, Due due,
			Supplier<SessionAttributes> load) {
		this.record = record;
		this.stored = stored;
		this.id = id;
		this.view = view;
		this.binding = binding;
		this.due = due;
		this.load = load;
	}

	SessionRecord record() {
		return this.record;
	}

	void record(SessionRecord record) {
		this.record = record;
	}

	boolean isStored() {
		return this.stored;
	}

	void stored() {
		this.stored = true;
	}

	SessionAttributes attributes() {
		SessionAttributes loaded = this.attributes;
		return (loaded != null) ? loaded : load();
	}

	/**
	 * Loads once, for listeners may share the session of an event between their threads.
	 */
	private synchronized SessionAttributes load() {
		SessionAttributes loaded = this.attributes;
		if (loaded == null) {
			loaded = this.load.get();
			this.attributes = loaded;
		}
		return loaded;
	}

	boolean isCurrent() {
		return this.binding == Binding.CURRENT;
	}

	/**
	 * Returns the family that the ids of this session have, as far as the request knows
	 * it.
	 */
	@Nullable Family family() {
		return this.family;
	}

	Set<IdKind> confirming() {
		return this.confirming;
	}

	SessionState confirming(Set<IdKind> kinds) {
		this.confirming = kinds;
		return this;
	}

	@Nullable LookUps lookUps() {
		return this.lookUps;
	}

	SessionState foundBy(@Nullable LookUps ofTheRequest) {
		this.lookUps = ofTheRequest;
		return this;
	}

	@Nullable String copyOf() {
		return this.copyOf;
	}

	/**
	 * Returns whether the ids that replaced the presented one have a key for the secure
	 * side that the request lacks: it presented an imported id.
	 */
	boolean lacksFamily() {
		return this.binding == Binding.RETIRED_SECURE && this.family == null && this.record.ids().family() != null;
	}

	SessionState withFamily(@Nullable Family ofItsIds) {
		this.family = ofItsIds;
		return this;
	}

	SessionState asCopyOf(String handle) {
		this.copyOf = handle;
		return this;
	}

	SessionState withNothingDue() {
		return new SessionState(this.record, this.stored, this.id, this.view, this.binding, Due.NOTHING,
				this::attributes)
			.withFamily(this.family)
			.foundBy(this.lookUps);
	}

	/**
	 * Returns the state after a rotation.
	 */
	SessionState rotated(SessionRecord newRow, SessionView newView, SessionAttributes newAttributes) {
		return new SessionState(newRow, true, idFor(newRow, newView), newView, this.binding, Due.NOTHING,
				() -> newAttributes)
			.withFamily(this.family)
			.foundBy(this.lookUps);
	}

	/**
	 * Returns the state of a request whose secure id another request has rotated: it
	 * keeps what its insecure view shows, and gets no ids.
	 */
	SessionState overtaken() {
		Set<Partition> visible = Partition.visibleTo(SessionView.INSECURE, Channel.SECURE);
		return new SessionState(this.record, this.stored, this.id, SessionView.INSECURE, Binding.OVERTAKEN, Due.NOTHING,
				() -> attributes().seenBy(visible));
	}

	/**
	 * Returns the state of a session that is not in the store yet.
	 */
	static SessionState unstored(SessionRecord record, SessionView view, SessionAttributes attributes) {
		return new SessionState(record, false, idFor(record, view), view, Binding.CURRENT, Due.NOTHING,
				() -> attributes);
	}

	private static IdHash idFor(SessionRecord record, SessionView view) {
		IdHash secureId = record.secureId();
		return (view == SessionView.SECURE && secureId != null) ? secureId : record.insecureId();
	}

}
