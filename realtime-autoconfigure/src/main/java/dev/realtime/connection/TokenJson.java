package dev.realtime.connection;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes the JSON of tokens. A mapper of its own, since what the application
 * configures for its REST answers (lenient reading, naming, inclusion) must not decide
 * how tokens are read; strict, since a member that comes twice is read differently by
 * different programs.
 */
final class TokenJson {

	private final JsonMapper mapper = JsonMapper
		.builder(JsonFactory.builder()
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(20).build())
			.build())
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private final ObjectReader members = this.mapper.readerFor(new TypeReference<Map<String, Object>>() {
	});

	/**
	 * Reads an object.
	 * @param utf8 its text
	 * @return the members
	 * @throws IllegalArgumentException if it is anything but one JSON object in UTF-8
	 * with every member once
	 */
	Map<String, Object> read(byte[] utf8) {
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
			Map<String, Object> members = this.members.readValue(text);
			if (members == null) {
				throw new IllegalArgumentException("Not a JSON object");
			}
			return members;
		}
		catch (CharacterCodingException | JacksonException ex) {
			throw new IllegalArgumentException("Not a JSON object", ex);
		}
	}

	byte[] write(Map<String, ?> members) {
		return this.mapper.writeValueAsBytes(members);
	}

}
