package dev.realtime.relay;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The other nodes and who is with them. A node that is not heard of for a while is dead,
 * and nobody is with it.
 * <p>
 * Thread-safe.
 */
final class OtherNodes {

	private static final long LEASE_NANOS = TimeUnit.SECONDS.toNanos(20);

	private final Map<String, Node> nodes = new HashMap<>();

	/** By room and user, on how many nodes. */
	private final Map<String, Map<String, Integer>> members = new HashMap<>();

	private final Consumer<Letter.Change> changes;

	private final LongSupplier nanos;

	/**
	 * Creates an empty view.
	 * @param changes told, one after the other, who came to a node or went
	 * @param nanos the time, as {@link System#nanoTime()} tells it
	 */
	OtherNodes(Consumer<Letter.Change> changes, LongSupplier nanos) {
		this.changes = changes;
		this.nanos = nanos;
	}

	/** One other node. */
	private static final class Node {

		private long heardOf;

		/** Whether it said who is with it. */
		private boolean known;

		private final Set<Letter.Change> members = new HashSet<>();

		/** What it has said so far while it says all anew. */
		private @Nullable Set<Letter.Change> saying;

	}

	/**
	 * A node is alive.
	 * @param name the node's name
	 * @return whether it has not said yet who is with it
	 */
	synchronized boolean heardOf(String name) {
		Node node = this.nodes.computeIfAbsent(name, (key) -> new Node());
		node.heardOf = this.nanos.getAsLong();
		return !node.known;
	}

	/**
	 * A node that may be known is alive.
	 * @param name the node's name
	 */
	synchronized void stillThere(String name) {
		Node node = this.nodes.get(name);
		if (node != null) {
			node.heardOf = this.nanos.getAsLong();
		}
	}

	/**
	 * A node said who is with it.
	 * @param name the node's name
	 * @param letter what it said
	 */
	synchronized void told(String name, Letter.Members letter) {
		Node node = this.nodes.computeIfAbsent(name, (key) -> new Node());
		node.heardOf = this.nanos.getAsLong();
		if (letter.first()) {
			node.saying = new HashSet<>();
		}
		for (Letter.Change change : letter.changes()) {
			Letter.Change member = new Letter.Change(change.room(), change.user(), true);
			if (node.saying != null) {
				node.saying.add(member);
			}
			else if (node.known && change.present()) {
				add(node, member);
			}
			else if (node.known) {
				remove(node, member);
			}
		}
		if (letter.last() && node.saying != null) {
			Set<Letter.Change> now = node.saying;
			node.saying = null;
			node.known = true;
			List.copyOf(node.members)
				.stream()
				.filter((member) -> !now.contains(member))
				.forEach((m) -> remove(node, m));
			now.forEach((member) -> add(node, member));
		}
	}

	private void add(Node node, Letter.Change member) {
		if (node.members.add(member)) {
			this.members.computeIfAbsent(member.room(), (room) -> new HashMap<>())
				.merge(member.user(), 1, Integer::sum);
			this.changes.accept(member);
		}
	}

	private void remove(Node node, Letter.Change member) {
		if (node.members.remove(member)) {
			this.members.computeIfPresent(member.room(), (room, users) -> {
				users.computeIfPresent(member.user(), (user, count) -> (count > 1) ? count - 1 : null);
				return users.isEmpty() ? null : users;
			});
			this.changes.accept(new Letter.Change(member.room(), member.user(), false));
		}
	}

	/**
	 * A node is gone.
	 * @param name the node's name
	 */
	synchronized void gone(String name) {
		Node node = this.nodes.remove(name);
		if (node != null) {
			List.copyOf(node.members).forEach((member) -> remove(node, member));
		}
	}

	/** Takes those for dead that were not heard of. */
	synchronized void expire() {
		long now = this.nanos.getAsLong();
		Set<String> dead = new LinkedHashSet<>();
		this.nodes.forEach((name, node) -> {
			if (now - node.heardOf > LEASE_NANOS) {
				dead.add(name);
			}
		});
		dead.forEach(this::gone);
	}

	synchronized Set<String> members(String room) {
		Map<String, Integer> users = this.members.get(room);
		return (users != null) ? new LinkedHashSet<>(users.keySet()) : Set.of();
	}

	synchronized int count() {
		return this.nodes.size();
	}

}
