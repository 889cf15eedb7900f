package io.github.mixedsession.autoconfigure.actuate;

/**
 * Tells whether the application sends {@code Strict-Transport-Security}.
 */
@FunctionalInterface
interface StrictTransportSecurity {

	boolean isSent();

}
