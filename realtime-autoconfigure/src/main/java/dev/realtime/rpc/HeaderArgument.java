package dev.realtime.rpc;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;

import dev.realtime.connection.ClientFrame;

/**
 * A header, converted.
 *
 * @param name its name
 * @param otherwise what counts without it
 * @param required whether a call without it is refused
 * @param target the parameter's type
 * @param conversion converts the text
 */
record HeaderArgument(String name, @Nullable String otherwise, boolean required, TypeDescriptor target,
		ConversionService conversion) implements RpcArgument {

	static final TypeDescriptor TEXT = TypeDescriptor.valueOf(String.class);

	@Override
	public @Nullable Object resolve(ClientFrame frame) {
		String value = frame.header(this.name);
		value = (value != null) ? value : this.otherwise;
		if (value == null && this.required) {
			throw RpcArgument.invalid("The header '" + this.name + "' is required");
		}
		try {
			return this.conversion.convert(value, TEXT, this.target);
		}
		catch (ConversionException ex) {
			throw RpcArgument.invalid("The header '" + this.name + "' has the wrong form");
		}
	}

}
