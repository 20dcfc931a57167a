package dev.realtime;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.ResolvableType;

/**
 * Carries an event whose resource was computed, so that it can be computed again once the
 * transaction has committed: versions and timestamps are only known then. Listeners get
 * the event itself. Not API.
 */
public final class CommittedResource extends PayloadApplicationEvent<RealtimeEvent> {

	private final transient Supplier<@Nullable Object> resource;

	/**
	 * Carries an event.
	 * @param source what publishes it, or the reactive transaction it belongs to
	 * @param event the event with its resource as it is now
	 * @param resource computes the resource anew
	 */
	public CommittedResource(Object source, RealtimeEvent event, Supplier<@Nullable Object> resource) {
		super(source, event);
		this.resource = resource;
	}

	/**
	 * Computes the resource anew.
	 * @return the resource as it is now
	 */
	public @Nullable Object resource() {
		return this.resource.get();
	}

	@Override
	public ResolvableType getResolvableType() {
		return ResolvableType.forClass(CommittedResource.class);
	}

}
