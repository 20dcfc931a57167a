package dev.realtime.join;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * In a native image: passes are written into REST answers, and conditions of event
 * listeners read events.
 */
final class JoinHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), RoomPass.class);
		for (Class<?> event : List.of(RoomJoined.class, RoomLeft.class, JoinRefused.class, RoomOpened.class,
				RoomEmptied.class)) {
			hints.reflection().registerType(event, MemberCategory.INVOKE_PUBLIC_METHODS);
		}
	}

}
