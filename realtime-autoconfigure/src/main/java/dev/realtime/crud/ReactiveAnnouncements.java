package dev.realtime.crud;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionContext;
import org.springframework.transaction.reactive.TransactionContextManager;

/**
 * Attaches announcements to what a method will yield, without subscribing to it: each
 * subscription does the change anew, and announces it anew. Touched only where Reactor is
 * present.
 */
final class ReactiveAnnouncements {

	private ReactiveAnnouncements() {
	}

	/**
	 * Attaches an announcement.
	 * @param result what the method returned
	 * @param bodyless whether it completes without a value
	 * @param announce announces a value in the transaction of the subscriber
	 * @return the same sequence with the announcement attached
	 */
	static Publisher<?> attach(Publisher<?> result, boolean bodyless,
			BiConsumer<@Nullable Object, @Nullable Object> announce) {
		if (result instanceof Mono<?> mono) {
			return attachToMono(mono, bodyless, announce);
		}
		if (result instanceof Flux<?> flux) {
			return attachToFlux(flux, announce);
		}
		return result;
	}

	private static <T> Mono<T> attachToMono(Mono<T> mono, boolean bodyless,
			BiConsumer<@Nullable Object, @Nullable Object> announce) {
		if (bodyless) {
			return mono.then(transaction().doOnNext((found) -> announce.accept(null, found.orElse(null))))
				.then(Mono.empty());
		}
		return mono.flatMap((value) -> transaction().doOnNext((found) -> announce.accept(value, found.orElse(null)))
			.thenReturn(value));
	}

	private static <T> Flux<T> attachToFlux(Flux<T> flux, BiConsumer<@Nullable Object, @Nullable Object> announce) {
		return Flux.defer(() -> {
			List<T> values = new ArrayList<>();
			return flux.doOnNext(values::add)
				.concatWith(transaction()
					.doOnNext((found) -> values.forEach((value) -> announce.accept(value, found.orElse(null))))
					.then(Mono.empty()));
		});
	}

	private static Mono<Optional<TransactionContext>> transaction() {
		return TransactionContextManager.currentContext()
			.map(Optional::of)
			.onErrorResume(NoTransactionException.class, (none) -> Mono.just(Optional.empty()));
	}

}
