package io.github.mixedsession.autoconfigure;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import javax.crypto.SecretKey;

import org.jspecify.annotations.Nullable;

import io.github.mixedsession.EncryptionKeySource;
import io.github.mixedsession.SessionStoreException;
import io.github.mixedsession.attribute.EncryptionKeys;

/**
 * The keys as their source gives them by now, checked once for each list of them. Fails a
 * request whose keys can't be had, as if the store were down: it would be nobody's
 * session otherwise (invariant 14). Thread-safe.
 */
final class CurrentKeys implements Supplier<EncryptionKeys> {

	private final EncryptionKeySource source;

	private final Function<List<SecretKey>, EncryptionKeys> check;

	private volatile @Nullable Checked last;

	/**
	 * Create it.
	 * @param check checks keys
	 */
	CurrentKeys(EncryptionKeySource source, Function<List<SecretKey>, EncryptionKeys> check) {
		this.source = source;
		this.check = check;
	}

	@Override
	public EncryptionKeys get() {
		try {
			return load();
		}
		catch (RuntimeException ex) {
			throw new SessionStoreException(ex);
		}
	}

	EncryptionKeys load() {
		List<SecretKey> given = this.source.keys();
		Checked checked = this.last;
		if (checked == null || (checked.given != given && !checked.given.equals(given))) {
			// first: a list with a null can't be copied
			EncryptionKeys keys = this.check.apply(given);
			checked = new Checked(List.copyOf(given), keys);
			this.last = checked;
		}
		return checked.keys;
	}

	/**
	 * A list of keys that was checked.
	 */
	private record Checked(List<SecretKey> given, EncryptionKeys keys) {

		@Override
		public String toString() {
			return "Checked[hidden]";
		}

	}

}
