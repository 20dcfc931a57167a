package dev.realtime.benchmarks.server;

import java.util.concurrent.locks.LockSupport;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What the driver tells a Java server. */
@RestController
class PublishController {

	private static final int PROBE = -1;

	private final Fanout fanout;

	PublishController(Fanout fanout) {
		this.fanout = fanout;
	}

	/** Publishes an event without a number in each room. */
	@GetMapping("/probe")
	String probe(@RequestParam int rooms) {
		for (int room = 0; room < rooms; room++) {
			this.fanout.publish(room, Payload.of(PROBE, name(room)));
		}
		return "ok";
	}

	/**
	 * Publishes events, by turns in each room.
	 * @param rooms number of rooms
	 * @param count number of events in all
	 * @param rate events per second; 0 for as fast as the API takes them
	 * @return at once
	 */
	@GetMapping("/publish")
	String publish(@RequestParam int rooms, @RequestParam int count, @RequestParam double rate) {
		Thread thread = new Thread(() -> run(rooms, count, rate), "publisher");
		thread.start();
		return "ok";
	}

	private void run(int rooms, int count, double rate) {
		long begin = System.nanoTime();
		for (int i = 0; i < count; i++) {
			if (rate > 0) {
				long due = begin + (long) (i * 1e9 / rate);
				for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
					LockSupport.parkNanos(left);
				}
			}
			int room = i % rooms;
			this.fanout.publish(room, Payload.of(i / rooms, name(room)));
		}
	}

	static String name(int room) {
		return "/public/r" + room;
	}

}
