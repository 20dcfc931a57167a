package dev.realtime;

import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationEventPublisher;

/**
 * The one place where a failure to tell something ends: logged once, counted, and
 * published as {@link PublicationFailed}. Never throws, since the change itself has
 * happened and its caller must get its result. Not API.
 */
public class PublicationFailures {

	private static final Log logger = LogFactory.getLog(PublicationFailures.class);

	private final ApplicationEventPublisher events;

	private final LongAdder count = new LongAdder();

	/**
	 * Nothing has failed yet.
	 * @param events where failures are told
	 */
	public PublicationFailures(ApplicationEventPublisher events) {
		this.events = events;
	}

	/**
	 * Reports a failure.
	 * @param event what should have been told
	 * @param cause why it was not
	 * @param remedy what the developer can do, starting with where it failed
	 */
	public void report(RealtimeEvent event, Throwable cause, String remedy) {
		this.count.increment();
		logger.warn(remedy, cause);
		try {
			this.events.publishEvent(new PublicationFailed(event, cause));
		}
		catch (RuntimeException | LinkageError | StackOverflowError ex) {
			logger.warn("A listener of PublicationFailed failed itself", ex);
		}
	}

	/**
	 * How many there were since the start.
	 * @return how many
	 */
	public long count() {
		return this.count.sum();
	}

}
