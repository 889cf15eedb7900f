package io.github.mixedsession.load;

/**
 * What a request cost, apart from time.
 *
 * @param statements the statements
 * @param transactions the transactions that were opened
 * @param wal the bytes of PostgreSQL's write-ahead log, negative where there is none
 */
record Costs(double statements, double transactions, double wal) {

}
