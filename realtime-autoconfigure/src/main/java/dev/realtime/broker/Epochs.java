package dev.realtime.broker;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.CRC32;

import org.jspecify.annotations.Nullable;

import dev.realtime.history.History;
import dev.realtime.history.HistoryProperties;
import dev.realtime.history.Position;

/**
 * Names of histories. A room nobody ever used needs no memory: its epoch follows from its
 * name. A room that was used and then forgotten must never come back under an epoch some
 * client may hold. To remember each such room would cost what forgetting saved, so rooms
 * fall into buckets, and forgetting one gives the unused rooms of its bucket new epochs.
 * The price is small: who was away from an unused room of that bucket fetches again.
 * <p>
 * Each epoch carries a hash of its room's name, so that a position of one room is none in
 * another.
 * <p>
 * Thread-safe.
 */
final class Epochs implements Numbering {

	private static final int BUCKETS = 4096;

	private final String node = Long.toString(new SecureRandom().nextLong() >>> 16, Character.MAX_RADIX);

	private final AtomicLong count = new AtomicLong();

	private final AtomicReferenceArray<@Nullable String> buckets = new AtomicReferenceArray<>(BUCKETS);

	@Override
	public History open(HistoryProperties limits, String room) {
		return new History(limits, unused(room).epoch());
	}

	/** Where a room stands that was not used since it was last forgotten. */
	@Override
	public Position unused(String room) {
		long hash = hash(room);
		String generation = this.buckets.get(bucket(hash));
		return new Position(epoch((generation != null) ? generation : "0", hash), 0);
	}

	@Override
	public void restart(History history, String room, long offset) {
		history.restart(fresh(room), 0);
	}

	@Override
	public long known(long offset) {
		return offset;
	}

	/** An epoch no client holds. */
	String fresh(String room) {
		return epoch(next(), hash(room));
	}

	@Override
	public void forget(String room, long offset) {
		this.buckets.set(bucket(hash(room)), next());
	}

	@Override
	public void forgetUnused() {
		String generation = next();
		for (int i = 0; i < BUCKETS; i++) {
			this.buckets.set(i, generation);
		}
	}

	private String next() {
		return Long.toString(this.count.incrementAndGet(), Character.MAX_RADIX);
	}

	private String epoch(String generation, long hash) {
		return this.node + "-" + generation + "-" + Long.toString(hash, Character.MAX_RADIX);
	}

	private static int bucket(long hash) {
		return (int) (hash % BUCKETS);
	}

	private static long hash(String room) {
		CRC32 crc = new CRC32();
		crc.update(room.getBytes(StandardCharsets.UTF_8));
		return crc.getValue();
	}

}
