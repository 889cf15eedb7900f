package io.github.mixedsession.store;

/**
 * What every store keeps exactly, as {@link SessionStore} promises of names.
 */
public final class StorableText {

	private StorableText() {
	}

	/**
	 * Returns a name of an attribute that every store keeps.
	 * @param name the name
	 * @return the same name
	 * @throws IllegalArgumentException if there is a store that can't keep it
	 */
	public static String attributeName(String name) {
		if (name.length() > SessionStore.MAX_ATTRIBUTE_NAME_LENGTH) {
			throw new IllegalArgumentException(
					"The name of a session attribute has at most " + SessionStore.MAX_ATTRIBUTE_NAME_LENGTH
							+ " characters: '" + name.substring(0, 40) + "...' has " + name.length());
		}
		if (!isName(name)) {
			throw new IllegalArgumentException(
					"The name of a session attribute has no NUL character and no half of a surrogate pair");
		}
		return name;
	}

	/**
	 * Returns whether every store keeps a name.
	 * @param name the name
	 * @return {@code false} if it is too long, or no text, or has a NUL in it
	 */
	public static boolean isName(String name) {
		return name.length() <= SessionStore.MAX_ATTRIBUTE_NAME_LENGTH && name.indexOf('\0') < 0 && isText(name);
	}

	/**
	 * Returns whether a string is text: half of a surrogate pair can't be encoded.
	 * @param string the string
	 * @return whether it can be
	 */
	public static boolean isText(String string) {
		for (int i = 0; i < string.length(); i++) {
			char unit = string.charAt(i);
			if (Character.isSurrogate(unit) && (!Character.isHighSurrogate(unit) || ++i == string.length()
					|| !Character.isLowSurrogate(string.charAt(i)))) {
				return false;
			}
		}
		return true;
	}

}
