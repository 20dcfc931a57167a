package dev.realtime.push;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.HttpRequestHandler;

import dev.realtime.RealtimeEvent;
import dev.realtime.SparingLog;

/**
 * Publishes what other back ends post. Does everything itself, problems included: what
 * the application configures for its own REST answers (advice, converters, resolvers)
 * must not change this contract.
 */
final class PushHandler implements HttpRequestHandler {

	private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

	private static final SparingLog failures = new SparingLog(LogFactory.getLog(PushHandler.class));

	/** A mapper of its own; numbers keep every digit they came with. */
	private final JsonMapper json = JsonMapper.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
		.disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
		.build();

	private final PushKeys keys;

	private final int maxBody;

	private final Idempotency idempotency;

	private final ApplicationEventPublisher events;

	private final PushStatistics statistics;

	PushHandler(PushProperties properties, Idempotency idempotency, ApplicationEventPublisher events,
			PushStatistics statistics) {
		this.keys = new PushKeys(properties.keys());
		this.maxBody = (int) properties.maxBody().toBytes();
		this.idempotency = idempotency;
		this.events = events;
		this.statistics = statistics;
	}

	@Override
	public void handleRequest(HttpServletRequest request, HttpServletResponse response) throws IOException {
		try {
			String id = push(request);
			this.statistics.accepted();
			write(response, HttpStatus.ACCEPTED, MediaType.APPLICATION_JSON, Map.of("id", id));
		}
		catch (PushRefused ex) {
			refuse(request, response, ex.problem());
		}
		catch (RuntimeException ex) {
			failures.error("A push failed", ex);
			refuse(request, response, PushProblem.INTERNAL);
		}
	}

	private String push(HttpServletRequest request) throws IOException {
		PushGrant grant = authorize(request);
		String idempotencyKey = idempotencyKey(request);
		byte[] body = body(request);
		PushRequest push = PushRequest.read(parse(body));
		if (!grant.reaches(push)) {
			throw new PushRefused(PushProblem.FORBIDDEN);
		}
		if (idempotencyKey == null) {
			return publish(push);
		}
		// each back end has its own keys: two of them may count from one
		return this.idempotency.once(grant.key() + ' ' + idempotencyKey, Sha256.digest(body), () -> publish(push));
	}

	private String publish(PushRequest push) {
		RealtimeEvent event = push.toEvent();
		this.events.publishEvent(event);
		return event.id();
	}

	private PushGrant authorize(HttpServletRequest request) {
		if (this.keys.isEmpty()) {
			throw new PushRefused(PushProblem.OFF);
		}
		if (!HttpMethod.POST.matches(request.getMethod())) {
			throw new PushRefused(PushProblem.METHOD);
		}
		PushGrant grant = this.keys.find(request.getHeader(HttpHeaders.AUTHORIZATION));
		if (grant == null) {
			throw new PushRefused(PushProblem.UNAUTHORIZED);
		}
		return grant;
	}

	private static @Nullable String idempotencyKey(HttpServletRequest request) {
		String key = request.getHeader(IDEMPOTENCY_KEY);
		if (key != null && !key.matches("[\\x20-\\x7e]{1,255}")) {
			throw new PushRefused(PushProblem.IDEMPOTENCY_KEY);
		}
		return key;
	}

	private byte[] body(HttpServletRequest request) throws IOException {
		if (!isJson(request.getContentType()) || request.getHeader(HttpHeaders.CONTENT_ENCODING) != null) {
			throw new PushRefused(PushProblem.MEDIA_TYPE);
		}
		// counted, since a client may announce less than it sends, or nothing
		byte[] body = (request.getContentLengthLong() > this.maxBody) ? null
				: request.getInputStream().readNBytes(this.maxBody + 1);
		if (body == null || body.length > this.maxBody) {
			throw new PushRefused(PushProblem.TOO_LARGE);
		}
		return body;
	}

	private static boolean isJson(@Nullable String contentType) {
		try {
			MediaType type = MediaType.parseMediaType((contentType != null) ? contentType : "");
			return type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)
					&& (type.getCharset() == null || type.getCharset().equals(StandardCharsets.UTF_8));
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	private JsonNode parse(byte[] body) {
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
			JsonNode object = this.json.readTree(text);
			if (!object.isObject()) {
				throw new PushRefused(PushProblem.JSON);
			}
			return object;
		}
		catch (CharacterCodingException | JacksonException ex) {
			throw new PushRefused(PushProblem.JSON);
		}
	}

	private void refuse(HttpServletRequest request, HttpServletResponse response, PushProblem problem)
			throws IOException {
		this.statistics.refused(problem);
		if (problem == PushProblem.METHOD) {
			response.setHeader(HttpHeaders.ALLOW, HttpMethod.POST.name());
		}
		else if (problem == PushProblem.UNAUTHORIZED) {
			boolean present = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE,
					"Bearer realm=\"realtime\"" + (present ? ", error=\"invalid_token\"" : ""));
		}
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("type", "about:blank");
		body.put("title", problem.status().getReasonPhrase());
		body.put("status", problem.status().value());
		body.put("detail", problem.detail());
		body.put("code", problem.code());
		write(response, problem.status(), MediaType.APPLICATION_PROBLEM_JSON, body);
	}

	private void write(HttpServletResponse response, HttpStatus status, MediaType type, Map<String, ?> body)
			throws IOException {
		byte[] bytes = this.json.writeValueAsBytes(body);
		response.setStatus(status.value());
		response.setContentType(type.toString());
		response.setContentLength(bytes.length);
		response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
		response.getOutputStream().write(bytes);
	}

}
