package dev.realtime.rpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;
import org.springframework.util.ClassUtils;

import dev.realtime.Caller;
import dev.realtime.SparingLog;
import dev.realtime.connection.ClientFrame;
import dev.realtime.connection.Connection;
import dev.realtime.protocol.Destinations;
import dev.realtime.protocol.Headers;
import dev.realtime.protocol.Refusal;
import dev.realtime.protocol.WireJson;
import dev.realtime.rpc.CallStatistics.Outcome;

/**
 * Calls methods for clients and sends them the replies. A call ends in exactly one reply,
 * or in none if it has no correlation id.
 */
class RpcHandler implements MessageHandler {

	private static final Log logger = LogFactory.getLog(RpcHandler.class);

	private static final SparingLog failures = new SparingLog(logger);

	private static final boolean reactorPresent = ClassUtils.isPresent("reactor.core.publisher.Mono",
			RpcHandler.class.getClassLoader());

	private final RpcMethods methods;

	private final RpcThreads threads;

	private final RpcProperties properties;

	private final JsonMapper json;

	private final WireJson wire;

	private final CallStatistics statistics;

	/**
	 * How many calls of a connection are going on; connections without one are absent.
	 */
	private final Map<String, Integer> running = new ConcurrentHashMap<>();

	RpcHandler(RpcMethods methods, RpcThreads threads, RpcProperties properties, JsonMapper json, WireJson wire,
			CallStatistics statistics) {
		this.methods = methods;
		this.threads = threads;
		this.properties = properties;
		this.json = json;
		this.wire = wire;
		this.statistics = statistics;
	}

	@Override
	public void handleMessage(Message<?> message) {
		if (message.getPayload() instanceof ClientFrame frame && frame.isSend()
				&& frame.destination().startsWith(Destinations.CALL)) {
			RpcMethod method = this.methods.find(frame.destination().substring(Destinations.CALL.length()));
			if (method == null) {
				unknown(frame);
			}
			else {
				call(frame, method);
			}
		}
	}

	/** Who tries out names is refused like who tries out rooms. */
	private void unknown(ClientFrame frame) {
		if (frame.connection().tolerates(Refusal.UNKNOWN_METHOD)) {
			refuse(frame, Refusal.UNKNOWN_METHOD);
		}
	}

	private void call(ClientFrame frame, RpcMethod method) {
		if (!begin(frame.connection())) {
			refuse(frame, Refusal.TOO_MANY_CALLS);
		}
		else if (!this.threads.run(() -> invoke(frame, method))) {
			end(frame.connection());
			refuse(frame, Refusal.TOO_MANY_CALLS);
		}
	}

	private boolean begin(Connection connection) {
		int calls = this.running.merge(connection.id(), 1, Integer::sum);
		if (calls > this.properties.maxConcurrent()) {
			end(connection);
			return false;
		}
		return true;
	}

	private void end(Connection connection) {
		this.running.computeIfPresent(connection.id(), (id, calls) -> (calls > 1) ? calls - 1 : null);
	}

	private void invoke(ClientFrame frame, RpcMethod method) {
		long began = System.nanoTime();
		CompletableFuture<?> outcome = outcome(frame, method);
		// a copy, so that a time limit that is reached can still cancel the call itself
		outcome.copy()
			.orTimeout(this.properties.timeout().toMillis(), TimeUnit.MILLISECONDS)
			.whenComplete((value, failure) -> {
				outcome.cancel(false);
				// first: the client may make its next call as soon as it has the reply
				end(frame.connection());
				Reply reply = reply(frame, method, value, failure);
				this.statistics.ended(reply.outcome(), System.nanoTime() - began);
				frame.connection().reply(frame.correlationId(), reply.body());
			});
	}

	private static CompletableFuture<?> outcome(ClientFrame frame, RpcMethod method) {
		Caller caller = new Caller(frame.connection().user(), frame.header(Headers.ORIGIN));
		try {
			return caller.call(() -> future(call(method, frame)));
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private static @Nullable Object call(RpcMethod method, ClientFrame frame) throws Exception {
		try {
			return method.call(frame);
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new CompletionException(ex);
		}
	}

	private static CompletableFuture<?> future(@Nullable Object result) {
		if (result instanceof CompletionStage<?> stage) {
			return stage.toCompletableFuture().copy();
		}
		CompletableFuture<?> single = reactorPresent ? Reactor.future(result) : null;
		return (single != null) ? single : CompletableFuture.completedFuture(result);
	}

	private Reply reply(ClientFrame frame, RpcMethod method, @Nullable Object value, @Nullable Throwable failure) {
		try {
			return (failure != null) ? error(frame, method, failure) : new Reply(Outcome.RESULT, result(value));
		}
		catch (RuntimeException ex) {
			return internal(method, ex);
		}
	}

	private byte[] result(@Nullable Object value) {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		body.writeBytes("{\"result\":".getBytes(StandardCharsets.US_ASCII));
		body.writeBytes(this.json.writeValueAsBytes(value));
		body.write('}');
		return body.toByteArray();
	}

	private Reply error(ClientFrame frame, RpcMethod method, Throwable failure) {
		Throwable cause = failure;
		while (cause instanceof CompletionException && cause.getCause() != null) {
			cause = cause.getCause();
		}
		if (cause instanceof RpcException ex) {
			if (frame.correlationId() == null && logger.isDebugEnabled()) {
				logger.debug("A notification of " + method.name() + " was refused with " + ex.code(), ex);
			}
			return new Reply(Outcome.ERROR, this.wire.replyError(ex.code(), String.valueOf(ex.getMessage())));
		}
		if (cause instanceof TimeoutException) {
			failures.warn("Call of " + method.describe() + " took longer than realtime.rpc.timeout="
					+ this.properties.timeout(), cause);
			return new Reply(Outcome.TIMEOUT, error(Refusal.CALL_TIMEOUT));
		}
		return internal(method, cause);
	}

	private Reply internal(RpcMethod method, Throwable failure) {
		failures.error("Call of " + method.describe() + " failed", failure);
		return new Reply(Outcome.INTERNAL, error(Refusal.INTERNAL));
	}

	private void refuse(ClientFrame frame, Refusal refusal) {
		this.statistics.ended(Outcome.REFUSED, 0);
		frame.connection().reply(frame.correlationId(), error(refusal));
	}

	private byte[] error(Refusal refusal) {
		return this.wire.replyError(refusal.code(), refusal.message());
	}

	/**
	 * What the client gets, and how that counts.
	 *
	 * @param outcome what became of the call
	 * @param body JSON
	 */
	private record Reply(Outcome outcome, byte[] body) {

	}

	/** Touched only where Reactor is present. */
	private static final class Reactor {

		static @Nullable CompletableFuture<?> future(@Nullable Object result) {
			return (result instanceof Mono<?> mono) ? mono.toFuture() : null;
		}

	}

}
