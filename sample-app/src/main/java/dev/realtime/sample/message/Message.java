package dev.realtime.sample.message;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import jakarta.persistence.Version;
import org.jspecify.annotations.Nullable;

/** Something said in a channel. */
@Entity
@Table(name = "messages", indexes = @Index(columnList = "channelId, id"),
		uniqueConstraints = @UniqueConstraint(columnNames = { "author", "ref" }))
public class Message {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private long id;

	@Version
	private long version;

	@Column(nullable = false, updatable = false)
	private long channelId;

	@Column(nullable = false, updatable = false, length = 40)
	private String author;

	@Column(nullable = false, updatable = false)
	private UUID ref;

	@Column(nullable = false, length = 4000)
	private String text;

	@Column(nullable = false, updatable = false)
	private Instant sentAt;

	private @Nullable Instant editedAt;

	@SuppressWarnings("NullAway.Init")
	protected Message() {
	}

	public Message(long channelId, String author, UUID ref, String text) {
		this.channelId = channelId;
		this.author = author;
		this.ref = ref;
		this.text = text;
		this.sentAt = now();
	}

	void edit(String text) {
		this.text = text;
		this.editedAt = now();
	}

	/** As precise as databases keep it. */
	private static Instant now() {
		return Instant.now().truncatedTo(ChronoUnit.MILLIS);
	}

	public long getId() {
		return this.id;
	}

	public long getVersion() {
		return this.version;
	}

	public long getChannelId() {
		return this.channelId;
	}

	public String getAuthor() {
		return this.author;
	}

	/**
	 * Chosen by the author's client, so that sending once more after a lost answer does
	 * not say it twice.
	 */
	public UUID getRef() {
		return this.ref;
	}

	public String getText() {
		return this.text;
	}

	public Instant getSentAt() {
		return this.sentAt;
	}

	public @Nullable Instant getEditedAt() {
		return this.editedAt;
	}

}
