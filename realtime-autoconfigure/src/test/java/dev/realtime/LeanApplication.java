package dev.realtime;

import java.util.function.IntSupplier;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.realtime.crud.RealtimeCreated;

/**
 * An application that needs nothing but the starter. {@link LeanClassPathTests} starts it
 * on class paths of its own, and speaks to it through types of the JDK alone.
 */
public final class LeanApplication implements IntSupplier, Runnable, AutoCloseable {

	static final String ROOM = "/notes";

	private final ConfigurableApplicationContext context;

	/**
	 * Starts it.
	 * @param properties such as {@code --name=value}
	 */
	public LeanApplication(String... properties) {
		this.context = new SpringApplicationBuilder(Configured.class).run(properties);
	}

	/** The port it listens on. */
	@Override
	public int getAsInt() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	/** Writes a note. */
	@Override
	public void run() {
		this.context.getBean(Notes.class).write("hello");
	}

	@Override
	public void close() {
		this.context.close();
	}

	/** What is written. */
	public record Note(long id, String text) {

	}

	/** Where it is written. */
	public static class Notes {

		/** Writes a note. */
		@RealtimeCreated(room = ROOM, path = ROOM + "/{id}")
		public Note write(String text) {
			return new Note(1, text);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Configured {

		@Bean
		Notes notes() {
			return new Notes();
		}

	}

}
