package dev.realtime.crud;

/**
 * An entity for tests.
 *
 * @param id its id
 * @param channelId where it belongs
 * @param text what it says
 */
record Message(long id, long channelId, String text) {

	static Message of(long id) {
		return new Message(id, 42, "hi");
	}

	@Override
	public String toString() {
		return "m" + this.id;
	}

}
