package io.github.mixedsession.session;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.attribute.Protection;
import io.github.mixedsession.attribute.Sealing;
import io.github.mixedsession.attribute.SecurityState;
import io.github.mixedsession.store.Partition;

/**
 * Says how values are written, and what is accepted of those that are stored (invariant
 * 16).
 *
 * @param sealing whether the secure side is sealed
 * @param keyed whether the application has a key
 * @param unencryptedAccepted whether what no key has encrypted is read all the same
 */
record ValueProtection(Sealing sealing, boolean keyed, boolean unencryptedAccepted) {

	/**
	 * Returns what protects a value that is written now.
	 * @return {@code null} for nothing
	 */
	@Nullable Protection of(String name, Partition partition) {
		if (isSealed(name, partition)) {
			return this.keyed ? Protection.FAMILY_AND_KEY : Protection.FAMILY;
		}
		return withoutFamily();
	}

	/**
	 * Returns what protects a value of the secure side that is written by a visitor who
	 * came with an imported id, and has no family until it is exchanged.
	 */
	@Nullable Protection withoutFamily() {
		return this.keyed ? Protection.KEY : null;
	}

	boolean isAccepted(Protection found, String name, Partition partition) {
		if (found == of(name, partition)) {
			return true;
		}
		boolean newEnough = !this.keyed || found.hasKey() || this.unencryptedAccepted;
		return switch (found) {
			// of a time that had no key, or that sealed what is readable now
			case FAMILY, FAMILY_AND_KEY -> partition == Partition.SECURE && newEnough;
			case KEY -> this.sealing == Sealing.LENIENT;
		};
	}

	/**
	 * Returns whether a value is accepted as it is.
	 */
	boolean isUnprotectedAccepted(String name, Partition partition) {
		if (isSealed(name, partition)) {
			return this.sealing == Sealing.LENIENT;
		}
		return !this.keyed || this.unencryptedAccepted;
	}

	/**
	 * The registry and a look-up by name work without the family.
	 */
	private boolean isSealed(String name, Partition partition) {
		return this.sealing != Sealing.OFF && partition == Partition.SECURE
				&& !SecurityState.EXPIRED_MARKER.equals(name) && !SecurityState.PRINCIPAL_NAME.equals(name);
	}

}
