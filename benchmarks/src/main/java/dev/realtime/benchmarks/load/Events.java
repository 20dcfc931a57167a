package dev.realtime.benchmarks.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the events in what came in, by their number: whatever the protocol around it,
 * every server sends the same JSON, which begins <code>{"seq":1,"ns":2</code>.
 */
final class Events {

	private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	/** The six bytes of {@code "seq":} as the low bytes of a long. */
	private static final long MARK = 0x3a_22_71_65_73_22L;

	private static final long MASK = 0xffff_ffff_ffffL;

	/** Where the last event was found in its frame: the next one is mostly there too. */
	private int hint;

	/** Bytes between events that share a frame. */
	private int stride;

	private int end;

	/**
	 * Takes each event of a frame's payload.
	 * @param bytes holds the payload, with 8 more bytes behind it
	 * @param from where the payload begins
	 * @param to where it ends
	 * @param subscriber gets the numbers
	 */
	void take(byte[] bytes, int from, int to, Subscriber subscriber) {
		int at = find(bytes, from, to, from + this.hint);
		int first = at;
		while (at >= 0) {
			if (at == first) {
				this.hint = at - from;
			}
			long seq = number(bytes, at + 6);
			long ns = number(bytes, this.end + 6);
			subscriber.event(seq, ns);
			int next = (to - at > 300) ? find(bytes, at + 200, to, at + this.stride) : -1;
			if (next >= 0) {
				this.stride = next - at;
			}
			at = next;
		}
	}

	private static int find(byte[] bytes, int from, int to, int hint) {
		if (hint >= from && hint + 8 <= to && is(bytes, hint)) {
			return hint;
		}
		for (int i = from; i + 8 <= to; i++) {
			if (bytes[i] == '"' && is(bytes, i)) {
				return i;
			}
		}
		return -1;
	}

	private static boolean is(byte[] bytes, int at) {
		return ((long) LONG.get(bytes, at) & MASK) == MARK;
	}

	private long number(byte[] bytes, int from) {
		int i = from;
		boolean negative = bytes[i] == '-';
		i += negative ? 1 : 0;
		long value = 0;
		while (bytes[i] >= '0' && bytes[i] <= '9') {
			value = value * 10 + bytes[i] - '0';
			i++;
		}
		this.end = i;
		return negative ? -value : value;
	}

}
