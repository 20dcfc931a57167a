package dev.realtime.room;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.realtime.Room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RoomPatternTests {

	@Test
	void extractsDecodedVariables() {
		assertThat(RoomPattern.parse("/channels/{name}/of/{team}").match(new Room("/channels/a%2Fb%20c/of/%C3%A9")))
			.isEqualTo(Map.of("name", "a/b c", "team", "é"));
	}

	@ParameterizedTest
	@CsvSource({ "/channels/{id},/channels/42,true", "/channels/{id},/channels/42?tag=x,true",
			"/channels/{id},/channels/42/more,false", "/channels/{id},/channels,false", "/news/**,/news,true",
			"/news/**,/news/a/b,true", "/news/*,/news/a/b,false", "/{id:[0-9]+},/42,true", "/{id:[0-9]+},/x,false",
			"/Channels/{id},/channels/42,false" })
	void matchesThePath(String pattern, String room, boolean matches) {
		assertThat(RoomPattern.parse(pattern).match(new Room(room)) != null).isEqualTo(matches);
	}

	@Test
	void bringsTheMostSpecificFirst() {
		List<RoomPattern> sorted = Stream.of("/**", "/channels/{id}", "/channels/general", "/channels/*")
			.map(RoomPattern::parse)
			.sorted(RoomPattern.SPECIFICITY)
			.toList();
		assertThat(sorted).extracting(RoomPattern::toString)
			.containsExactly("/channels/general", "/channels/{id}", "/channels/*", "/**");
	}

	@ParameterizedTest
	@CsvSource({ "channels/{id}", "/channels/{id", "/**/x/{*rest}/y" })
	void refusesWhatIsNoPattern(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> RoomPattern.parse(pattern));
	}

}
