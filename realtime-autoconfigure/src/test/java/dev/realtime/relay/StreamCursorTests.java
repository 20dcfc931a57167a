package dev.realtime.relay;

import org.junit.jupiter.api.Test;

import dev.realtime.relay.StreamCursor.Step;

import static org.assertj.core.api.Assertions.assertThat;

class StreamCursorTests {

	private static final byte[] ONE = { 1 };

	private static final byte[] OTHER = { 2 };

	private final StreamCursor cursor = new StreamCursor();

	private Step read(long offset) {
		Step step = this.cursor.look(offset, ONE);
		if (step == Step.NEXT) {
			this.cursor.move(offset, ONE);
		}
		return step;
	}

	@Test
	void beginsAnywhere() {
		assertThat(this.cursor.begin()).isFalse();
		assertThat(read(500)).isEqualTo(Step.NEXT);
		assertThat(read(501)).isEqualTo(Step.NEXT);
		assertThat(read(501)).isEqualTo(Step.SEEN);
		assertThat(this.cursor.first()).isEqualTo(500);
		assertThat(this.cursor.offset()).isEqualTo(501);
	}

	@Test
	void passesOverOffsetsThatTheStreamTookForItself() {
		this.cursor.begin();
		read(10);
		assertThat(read(12)).isEqualTo(Step.NEXT);
		assertThat(read(22)).as("so many are frames that are no longer kept").isEqualTo(Step.BROKEN);
	}

	@Test
	void goesOnWhereItWasInTheSameStream() {
		this.cursor.begin();
		read(10);
		this.cursor.stop();
		assertThat(this.cursor.begin()).isTrue();
		assertThat(this.cursor.isReturning()).isTrue();
		assertThat(read(10)).isEqualTo(Step.RETURNED);
		assertThat(this.cursor.isReturning()).isFalse();
		assertThat(read(11)).isEqualTo(Step.NEXT);
		assertThat(this.cursor.first()).isEqualTo(10);
	}

	@Test
	void noticesAnotherStream() {
		this.cursor.begin();
		read(10);
		this.cursor.begin();
		assertThat(this.cursor.look(10, OTHER)).isEqualTo(Step.BROKEN);
		this.cursor.forget();
		assertThat(this.cursor.begin()).as("anew").isFalse();
		assertThat(read(3)).isEqualTo(Step.NEXT);
		assertThat(this.cursor.first()).isEqualTo(3);
	}

	@Test
	void noticesThatItsPlaceIsNoLongerKept() {
		this.cursor.begin();
		read(10);
		this.cursor.begin();
		assertThat(read(11)).isEqualTo(Step.BROKEN);
	}

}
