package io.github.mixedsession.shop.certificate;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What this machine is called by those who can reach it.
 */
final class MachineNames {

	/** A machine may be called anything, and a shop must not fail to start for it. */
	private static final Pattern HOST_NAME = Pattern.compile("\\w[\\w-]*(\\.\\w[\\w-]*)*");

	private MachineNames() {
	}

	/**
	 * Returns the names and addresses of this machine, those of the loopback first.
	 * @return host names and addresses, IPv6 without brackets
	 */
	static List<String> find() {
		return Stream.of(Stream.of("localhost", "127.0.0.1", "::1"), hostName(), addresses())
			.flatMap((names) -> names)
			.distinct()
			.toList();
	}

	private static Stream<String> hostName() {
		try {
			return Stream.of(InetAddress.getLocalHost().getHostName()).filter(HOST_NAME.asMatchPredicate());
		}
		catch (UnknownHostException ex) {
			return Stream.empty();
		}
	}

	private static Stream<String> addresses() {
		try {
			return NetworkInterface.networkInterfaces()
				.flatMap(NetworkInterface::inetAddresses)
				.filter(Predicate.not(InetAddress::isLoopbackAddress))
				.filter(Predicate.not(InetAddress::isLinkLocalAddress))
				.map((address) -> address.getHostAddress().replaceFirst("%.*", ""));
		}
		catch (SocketException ex) {
			return Stream.empty();
		}
	}

}
