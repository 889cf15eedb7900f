package io.github.mixedsession.load;

/**
 * One start of an application.
 *
 * @param process the ms from the start of its process on
 * @param context the ms that Spring Boot tells
 * @param beans the number of bean definitions
 */
record Startup(double process, double context, double beans) {

}
