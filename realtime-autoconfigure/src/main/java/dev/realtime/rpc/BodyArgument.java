package dev.realtime.rpc;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.InvalidDefinitionException;

import org.springframework.core.ResolvableType;

import dev.realtime.connection.ClientFrame;

/**
 * The body, read by the application's mapper.
 *
 * @param type the type of the body
 * @param reader reads the parameter's type
 * @param required whether a call without it, or with {@code null}, is refused
 * @param optional whether the parameter is an {@link Optional}
 */
record BodyArgument(ResolvableType type, ObjectReader reader, boolean required,
		boolean optional) implements RpcArgument {

	@Override
	public @Nullable Object resolve(ClientFrame frame) {
		Object body = (frame.body().length > 0) ? read(frame.body()) : null;
		if (body == null && this.required) {
			throw RpcArgument.invalid("A body is required");
		}
		return this.optional ? Optional.ofNullable(body) : body;
	}

	private @Nullable Object read(byte[] json) {
		try {
			return this.reader.readValue(json);
		}
		catch (InvalidDefinitionException ex) {
			// nothing can be read into this type, which is not the client's fault
			throw ex;
		}
		catch (JacksonException ex) {
			throw RpcArgument.invalid("The body does not have the form that this method expects");
		}
	}

}
