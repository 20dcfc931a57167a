package dev.realtime.sample.direct;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;

/** Something one person said to another. */
@Entity
@Table(name = "direct_messages", uniqueConstraints = @UniqueConstraint(columnNames = { "author", "ref" }))
public class DirectMessage {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private long id;

	@Column(nullable = false, length = 40)
	private String author;

	@Column(nullable = false, length = 40)
	private String recipient;

	@Column(nullable = false)
	private UUID ref;

	@Column(nullable = false, length = 4000)
	private String text;

	@Column(nullable = false)
	private Instant sentAt;

	@SuppressWarnings("NullAway.Init")
	protected DirectMessage() {
	}

	public DirectMessage(String author, String recipient, UUID ref, String text) {
		this.author = author;
		this.recipient = recipient;
		this.ref = ref;
		this.text = text;
		this.sentAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
	}

	public long getId() {
		return this.id;
	}

	public String getAuthor() {
		return this.author;
	}

	public String getRecipient() {
		return this.recipient;
	}

	/** Chosen by the author's client; see {@link DirectMessages#send}. */
	public UUID getRef() {
		return this.ref;
	}

	public String getText() {
		return this.text;
	}

	public Instant getSentAt() {
		return this.sentAt;
	}

}
