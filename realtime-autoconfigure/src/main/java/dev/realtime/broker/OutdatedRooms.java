package dev.realtime.broker;

import java.util.List;
import java.util.Set;

import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

import dev.realtime.RealtimeEvent;
import dev.realtime.RoomsOutdated;

/**
 * Tells rooms to fetch again that nobody can name. Which ones are known is asked after
 * the commit: who joined before it may have read what is gone.
 */
final class OutdatedRooms implements ApplicationListener<PayloadApplicationEvent<RoomsOutdated>> {

	private final AfterCommit afterCommit;

	private final RoomBroker broker;

	OutdatedRooms(AfterCommit afterCommit, RoomBroker broker) {
		this.afterCommit = afterCommit;
		this.broker = broker;
	}

	@Override
	public void onApplicationEvent(PayloadApplicationEvent<RoomsOutdated> event) {
		this.afterCommit.afterCommit(Set::of, () -> tell(event.getPayload()));
	}

	private void tell(RoomsOutdated outdated) {
		List<String> rooms = this.broker.outdate(outdated.names());
		if (!rooms.isEmpty()) {
			this.broker.publish(RealtimeEvent.resync().toRooms(rooms));
		}
	}

	@Override
	public boolean supportsAsyncExecution() {
		// another thread would not know the transaction
		return false;
	}

}
