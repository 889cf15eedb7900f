package io.github.mixedsession.session;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.session.AttributeValues.Slot;

/**
 * One change that a request made of an attribute; a second one of the same value is
 * another. Belongs to that request.
 */
final class AttributeChange {

	private final @Nullable Object value;

	private final @Nullable SecurityState state;

	/** As it is about to be written. */
	private byte @Nullable [] bytes;

	AttributeChange(@Nullable Object value, @Nullable SecurityState state) {
		this.value = value;
		this.state = state;
	}

	@Nullable Object value() {
		return this.value;
	}

	/**
	 * Returns what the change is to a login.
	 */
	@Nullable SecurityState state() {
		return this.state;
	}

	/**
	 * Returns whether something of a login was put inside of the value after it was set.
	 */
	boolean isChangedInside(String name) {
		return SecurityState.ofValue(this.value) != null && SecurityState.of(name, this.value) != this.state;
	}

	byte @Nullable [] bytes() {
		return this.bytes;
	}

	byte @Nullable [] encode(Slot slot, SessionCodec codec) {
		this.bytes = (this.value != null)
				? codec.seal(slot.name(), slot.partition(), codec.encode(slot.name(), this.value)) : null;
		return this.bytes;
	}

	boolean isAuthentication() {
		return SecurityState.isAuthentication(this.state);
	}

}
