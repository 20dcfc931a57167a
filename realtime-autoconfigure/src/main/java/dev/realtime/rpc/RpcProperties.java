package dev.realtime.rpc;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Calls of clients.
 *
 * @param maxConcurrent Calls of one connection that may be going on at a time.
 * @param threads Threads that run calls; not used where virtual threads are enabled.
 * @param timeout Time a method that answers later may take.
 */
@ConfigurationProperties("realtime.rpc")
record RpcProperties(@DefaultValue("100") int maxConcurrent, @DefaultValue("16") int threads,
		@DefaultValue("30s") Duration timeout) {

	private static final int MOST = 10_000;

	RpcProperties {
		requireCount("max-concurrent", maxConcurrent);
		requireCount("threads", threads);
		if (timeout.toMillis() < 1) {
			throw new InvalidConfigurationPropertyValueException("realtime.rpc.timeout", timeout,
					"Must be positive, such as 30s.");
		}
	}

	private static void requireCount(String name, int count) {
		if (count < 1 || count > MOST) {
			throw new InvalidConfigurationPropertyValueException("realtime.rpc." + name, count,
					"Must be between 1 and " + MOST + ".");
		}
	}

}
