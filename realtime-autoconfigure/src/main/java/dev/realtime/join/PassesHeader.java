package dev.realtime.join;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.DeferredResultProcessingInterceptor;
import org.springframework.web.context.request.async.WebAsyncManager;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.context.request.async.WebAsyncUtils;

/**
 * The header with the passes, added once it is known that the caller gets the list: a
 * pass in a refusal would open the room to who may not read it.
 *
 * @param response the answer
 * @param passes the passes as JSON
 */
record PassesHeader(HttpServletResponse response,
		String passes) implements DeferredResultProcessingInterceptor, CallableProcessingInterceptor {

	/**
	 * Whether what a controller returned will only yield the list.
	 * @param result what it returned
	 */
	static boolean comesLater(@Nullable Object result) {
		return result instanceof CompletionStage || result instanceof DeferredResult || result instanceof Callable
				|| result instanceof WebAsyncTask
				|| (result != null && ReactiveAdapterRegistry.getSharedInstance().getAdapter(null, result) != null);
	}

	/** Adds it when the list is there, before anything of it is written. */
	void addLater(HttpServletRequest request) {
		WebAsyncManager manager = WebAsyncUtils.getAsyncManager(request);
		manager.registerDeferredResultInterceptor(RealtimeListed.HEADER, this);
		manager.registerCallableInterceptor(RealtimeListed.HEADER, this);
	}

	/**
	 * Adds it, unless the answer is a refusal.
	 * @param result the list, or what stands in its place
	 */
	void add(@Nullable Object result) {
		boolean refused = result instanceof Throwable
				|| (result instanceof ResponseEntity<?> entity && !entity.getStatusCode().is2xxSuccessful())
				|| this.response.getStatus() >= HttpStatus.BAD_REQUEST.value();
		if (!refused) {
			this.response.setHeader(RealtimeListed.HEADER, this.passes);
		}
	}

	@Override
	public <T> void postProcess(NativeWebRequest request, DeferredResult<T> result, @Nullable Object value) {
		add(value);
	}

	@Override
	public <T> void postProcess(NativeWebRequest request, Callable<T> task, @Nullable Object value) {
		add(value);
	}

	@Override
	public String toString() {
		// without the passes, which are secrets
		return RealtimeListed.HEADER;
	}

}
