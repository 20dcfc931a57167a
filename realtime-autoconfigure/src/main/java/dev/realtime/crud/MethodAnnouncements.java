package dev.realtime.crud;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * All announcing annotations of a method.
 *
 * @param shape how its return type is to be read
 * @param announcements its annotations, in order; empty for a method without
 */
record MethodAnnouncements(ResultShape shape, List<Announcement> announcements) {

	/**
	 * Announces what a call changed. Does not throw: what fails is told to the events.
	 * @param value what the method returned, or its future yielded
	 * @param call makes the values of the call
	 * @param events where events go
	 */
	void announce(@Nullable Object value, Announcement.Values call, Announcement.Events events) {
		for (int i = 0; i < this.announcements.size(); i++) {
			Announcement announcement = this.announcements.get(i);
			Outcome.of(value, this.shape, (outcome) -> announce(announcement, outcome, call, events));
		}
	}

	private static void announce(Announcement announcement, Outcome changed, Announcement.Values call,
			Announcement.Events events) {
		Outcome outcome = announcement.read(changed);
		String action = (outcome != null) ? announcement.action(outcome) : null;
		if (outcome == null || action == null) {
			return;
		}
		try {
			announcement.announce(action, outcome, call, events);
		}
		catch (RuntimeException | AssertionError | LinkageError | StackOverflowError ex) {
			events.failed(announcement.unknown(action, outcome), ex, announcement);
		}
	}

}
