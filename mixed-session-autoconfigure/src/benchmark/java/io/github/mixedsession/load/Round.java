package io.github.mixedsession.load;

/**
 * What one side did in one round.
 *
 * @param requestsPerSecond the throughput
 * @param p99 the time, in ms, under which ninety-nine of a hundred requests were served
 * @param cpu the time, in µs, that the application computed for a request
 * @param bytes what a request allocated
 */
record Round(double requestsPerSecond, double p99, double cpu, double bytes) {

}
