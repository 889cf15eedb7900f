package io.github.mixedsession;

import java.util.List;

import javax.crypto.SecretKey;

/**
 * Where the keys come from that encrypt sessions, if not from
 * {@code mixed-session.encryption}: a vault, for example. A bean of this type beside keys
 * in the configuration is refused at start-up. Implementations must be thread-safe.
 */
@FunctionalInterface
public interface EncryptionKeySource {

	/**
	 * Returns the keys, of 256 or 512 random bits each, and of 512 where sessions live in
	 * cookies. The first encrypts, all decrypt; a key may go when nothing is read any
	 * more that it encrypted. Called at start-up and several times with every request
	 * that has a session: answer from memory. Other keys than those of the last call hold
	 * from then on.
	 * @return the keys, at least one. What the method throws fails the request
	 */
	List<SecretKey> keys();

}
