package dev.realtime.attack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import jakarta.servlet.http.HttpServletRequest;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bind.annotation.Argument;
import net.bytebuddy.implementation.bind.annotation.FieldValue;
import net.bytebuddy.implementation.bytecode.assign.Assigner;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompEncoder;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;

import dev.realtime.RealtimeUser;
import dev.realtime.connection.ClientFrame;
import dev.realtime.connection.Connection;
import dev.realtime.connection.Connections;
import dev.realtime.protocol.Frame;
import dev.realtime.protocol.ReceivedFrame;
import dev.realtime.protocol.StompVersion;

/**
 * What stands in the place of a guard that is switched off: the same work done without
 * care. Public because it is called from within the classes it takes the guards of.
 */
public final class LetThrough {

	private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {
	};

	private static final JsonMapper json = JsonMapper.builder().build();

	private LetThrough() {
	}

	// frames

	public static ClientFrame everyCommand(Connection connection, ReceivedFrame frame) {
		return new ClientFrame(connection, StompCommand.SEND, String.valueOf(frame.header("destination")),
				frame.headers(), frame.body());
	}

	public static Map<String, String> everyHeader(ReceivedFrame frame) {
		return new HashMap<>(frame.headers());
	}

	public static String anyId(@Argument(1) ReceivedFrame frame) {
		return Objects.requireNonNullElse(frame.header("id"), "");
	}

	public static StompVersion anyVersion() {
		return StompVersion.V1_2;
	}

	public static long[] anyHeartbeat() {
		return new long[2];
	}

	public static String anyText(byte[] bytes, int length) {
		return new String(bytes, 0, length, StandardCharsets.UTF_8);
	}

	// tokens

	public static RealtimeUser everybody(String token) {
		String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), StandardCharsets.UTF_8);
		return new RealtimeUser(json.readTree(claims).path("sub").asString());
	}

	public static RealtimeUser anyRefresh(ClientFrame frame) {
		return everybody(String.valueOf(frame.header("token")));
	}

	public static byte[] anySpelling(String part) {
		return Base64.getUrlDecoder().decode(part);
	}

	public static Map<String, Object> anyJson(byte[] utf8) {
		return json.readValue(utf8, MEMBERS);
	}

	public static Instant anyDate(Object claim) {
		if (claim == null) {
			return null;
		}
		return Instant.ofEpochSecond((claim instanceof Number seconds) ? seconds.longValue() : 1L << 33);
	}

	public static Instant anyClaim(Map<String, Object> claims, String name) {
		return anyDate(claims.get(name));
	}

	public static String anyName(Object claim) {
		return String.valueOf(claim);
	}

	/** Believes what a token says of its algorithm: any key is tried. */
	public static final class AnyAlgorithm {

		@Advice.OnMethodEnter
		static void candidates(
				@Advice.Argument(value = 0, readOnly = false, typing = Assigner.Typing.DYNAMIC) Object algorithm) {
			algorithm = "HS256";
		}

	}

	/** Passes over what a token demands. */
	public static final class NoDemands {

		@Advice.OnMethodExit
		static void header(@Advice.Return Map<String, Object> header) {
			header.keySet().removeAll(List.of("crit", "b64", "zip", "enc"));
		}

	}

	/** A token for one room opens all. */
	public static final class AnyRoom {

		@Advice.OnMethodEnter
		static void decide(@Advice.Argument(0) Map<String, Object> claims,
				@Advice.Argument(value = 2, readOnly = false) String room) {
			room = String.valueOf(claims.get("room"));
		}

	}

	/** A token for one user serves all. */
	public static final class AnyUser {

		@Advice.OnMethodEnter
		static void decide(@Advice.Argument(0) Map<String, Object> claims,
				@Advice.Argument(value = 1, readOnly = false) String user) {
			user = String.valueOf(claims.get("sub"));
		}

	}

	/** A bad room token is as good as none. */
	public static final class NoToken {

		@Advice.OnMethodEnter
		static void decide(@Advice.Argument(value = 2, readOnly = false) String token) {
			token = null;
		}

	}

	// rooms, limits

	/** Lines of frames have no bound. */
	public static final class LongLines {

		@Advice.OnMethodEnter
		static void upTo(@Advice.Argument(value = 2, readOnly = false) int max) {
			max = Integer.MAX_VALUE;
		}

	}

	public static Duration anyTime() {
		return Duration.ofDays(365);
	}

	public static JsonNode anyData(byte[] body) {
		return json.readTree(body);
	}

	/** What the application's broker says goes out, whatever it names. */
	public static void anySubscription(@FieldValue("connections") Connections connections,
			@Argument(0) Message<?> message) {
		Connection connection = connections
			.get(String.valueOf(SimpMessageHeaderAccessor.getSessionId(message.getHeaders())));
		if (connection != null) {
			StompHeaderAccessor accessor = StompHeaderAccessor.wrap(message);
			accessor.updateStompCommandAsServerMessage();
			connection.send(Frame
				.ofEncoded(new StompEncoder().encode(accessor.getMessageHeaders(), (byte[]) message.getPayload())));
		}
	}

	// push

	/** Every key is the right one. */
	public static final class AnyKey {

		@Advice.OnMethodEnter
		static void find(@Advice.Argument(value = 0, readOnly = false) String authorization) {
			authorization = "Bearer " + Tokens.PUSH_KEY;
		}

	}

	public static byte[] anyBody(HttpServletRequest request) throws IOException {
		return request.getInputStream().readAllBytes();
	}

}
