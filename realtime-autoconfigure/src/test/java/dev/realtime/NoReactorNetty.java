package dev.realtime;

import io.micrometer.context.ContextRegistry;

import org.springframework.boot.test.context.FilteredClassLoader;

/** A class path without Reactor Netty. */
public final class NoReactorNetty {

	private NoReactorNetty() {
	}

	public static ClassLoader classLoader() {
		// it looks for accessors once, with whatever class loader it meets, and would
		// stay
		// broken for all tests after this one
		ContextRegistry.getInstance();
		return new FilteredClassLoader("reactor.netty");
	}

}
