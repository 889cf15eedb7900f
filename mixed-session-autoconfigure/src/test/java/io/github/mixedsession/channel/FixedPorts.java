package io.github.mixedsession.channel;

import io.github.mixedsession.http.ConnectorPorts;

/**
 * Ports that are known beforehand.
 *
 * @param httpPort the port of HTTP
 * @param httpsPort the port of HTTPS
 */
record FixedPorts(int httpPort, int httpsPort) implements ConnectorPorts {

}
