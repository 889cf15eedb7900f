package io.github.mixedsession.attribute;

import java.util.List;

/**
 * What is needed to open a value. Internal.
 */
public enum Protection {

	/** The visitor's secure cookie. */
	FAMILY(1),

	/** The visitor's secure cookie and a key of the application. */
	FAMILY_AND_KEY(2),

	/** A key of the application. */
	KEY(3);

	static final List<Protection> ALL = List.of(values());

	final byte version;

	Protection(int version) {
		this.version = (byte) version;
	}

	/**
	 * Returns whether a key of the application is needed.
	 * @return whether it is
	 */
	public boolean hasKey() {
		return this != FAMILY;
	}

	/**
	 * Returns whether the visitor's secure cookie is needed.
	 * @return whether it is
	 */
	public boolean hasFamily() {
		return this != KEY;
	}

	/**
	 * Returns how many bytes come before the nonce.
	 */
	int prefixLength() {
		return 1 + (hasKey() ? EncryptionKey.ID_LENGTH : 0);
	}

}
