/**
 * The load driver: starts the servers in turn, connects lean clients and checks every
 * sequence they receive.
 */
@NullMarked
package dev.realtime.benchmarks.load;

import org.jspecify.annotations.NullMarked;
