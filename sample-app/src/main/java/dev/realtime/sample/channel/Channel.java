package dev.realtime.sample.channel;

import java.util.Set;
import java.util.TreeSet;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;

/** A channel: open to everybody, or private to its members. */
@Entity
@Table(name = "channels")
public class Channel {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private long id;

	@Column(nullable = false, length = 40)
	private String name;

	@Column(nullable = false, length = 200)
	private String topic;

	@Column(nullable = false, length = 40)
	private String owner;

	@Column(nullable = false)
	private boolean restricted;

	@Column(nullable = false)
	private long lastMessageId;

	@ElementCollection(fetch = FetchType.EAGER)
	@CollectionTable(name = "channel_members", joinColumns = @JoinColumn(name = "channel_id"))
	@Column(name = "member", nullable = false, length = 40)
	private Set<String> members = new TreeSet<>();

	@SuppressWarnings("NullAway.Init")
	protected Channel() {
	}

	/** A channel that everybody sees. */
	public Channel(String name, String topic, String owner) {
		this.name = name;
		this.topic = topic;
		this.owner = owner;
	}

	/** A private channel; its owner is always a member. */
	public Channel(String name, String topic, String owner, Set<String> members) {
		this(name, topic, owner);
		this.restricted = true;
		this.members.addAll(members);
		this.members.add(owner);
	}

	/** A snapshot that later changes leave alone. */
	Channel copy() {
		Channel copy = new Channel(this.name, this.topic, this.owner);
		copy.id = this.id;
		copy.restricted = this.restricted;
		copy.lastMessageId = this.lastMessageId;
		copy.members = new TreeSet<>(this.members);
		return copy;
	}

	void change(String name, String topic) {
		this.name = name;
		this.topic = topic;
	}

	void changeMembers(Set<String> members) {
		this.members.retainAll(members);
		this.members.addAll(members);
		this.members.add(this.owner);
	}

	void written(long messageId) {
		this.lastMessageId = Math.max(this.lastMessageId, messageId);
	}

	boolean isVisibleTo(String user) {
		return !this.restricted || this.members.contains(user);
	}

	public long getId() {
		return this.id;
	}

	public String getName() {
		return this.name;
	}

	public String getTopic() {
		return this.topic;
	}

	public String getOwner() {
		return this.owner;
	}

	public boolean isRestricted() {
		return this.restricted;
	}

	/** Tells clients whether they have read everything. */
	public long getLastMessageId() {
		return this.lastMessageId;
	}

	public Set<String> getMembers() {
		return this.members;
	}

}
