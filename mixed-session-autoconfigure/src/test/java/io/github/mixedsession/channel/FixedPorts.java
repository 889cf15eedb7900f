package io.github.mixedsession.channel;

/**
 * Ports that are known beforehand.
 *
 * @param httpPort the port of HTTP
 * @param httpsPort the port of HTTPS
 */
record FixedPorts(int httpPort, int httpsPort) implements ConnectorPorts {

}
