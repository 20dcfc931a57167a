package dev.realtime.benchmarks.server;

/** Publishes one event in one room. */
@FunctionalInterface
interface Fanout {

	void publish(int room, Payload payload);

}
