package dev.realtime.rpc;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.security.Principal;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.ValueConstants;

import dev.realtime.RealtimeUser;

/**
 * Decides once, at the start, where the values of a method's parameters come from.
 */
final class RpcArguments {

	private static final ParameterNameDiscoverer names = new DefaultParameterNameDiscoverer();

	private final String beanName;

	private final Class<?> beanType;

	private final Method method;

	private final JsonMapper json;

	private final ConversionService conversion;

	private RpcArguments(String beanName, Class<?> beanType, Method method, JsonMapper json,
			ConversionService conversion) {
		this.beanName = beanName;
		this.beanType = beanType;
		this.method = method;
		this.json = json;
		this.conversion = conversion;
	}

	/**
	 * Resolves the parameters.
	 * @param beanName the bean's name, for messages
	 * @param beanType its class, which says what type variables stand for
	 * @param method the method
	 * @param json reads the body
	 * @param conversion converts headers
	 * @return one for each parameter
	 * @throws InvalidRealtimeMethodException if a call has nothing for one of them
	 */
	static RpcArgument[] of(String beanName, Class<?> beanType, Method method, JsonMapper json,
			ConversionService conversion) {
		return new RpcArguments(beanName, beanType, method, json, conversion).resolve();
	}

	private RpcArgument[] resolve() {
		RpcArgument[] arguments = new RpcArgument[this.method.getParameterCount()];
		boolean hasBody = false;
		for (int i = 0; i < arguments.length; i++) {
			arguments[i] = argument(new MethodParameter(this.method, i).withContainingClass(this.beanType));
			if (hasBody && arguments[i] instanceof BodyArgument) {
				throw invalid("has two parameters for the body",
						"Take one record that holds both, and headers with @Header.");
			}
			hasBody |= arguments[i] instanceof BodyArgument;
		}
		return arguments;
	}

	private RpcArgument argument(MethodParameter parameter) {
		Class<?> type = parameter.getParameterType();
		if (type == RealtimeUser.class || type == Principal.class) {
			return (frame) -> frame.connection().user();
		}
		Header header = parameter.getParameterAnnotation(Header.class);
		if (header != null) {
			return header(parameter, header);
		}
		if (parameter.hasParameterAnnotation(Headers.class) && type == Map.class) {
			return (frame) -> Map.copyOf(frame.headers());
		}
		if (parameter.hasParameterAnnotation(Headers.class) || isOfTheContainer(type)) {
			throw invalid("has a parameter of type " + type.getSimpleName() + ", for which a call has nothing",
					"Take the body as a record, RealtimeUser, and headers with @Header.");
		}
		return body(parameter);
	}

	private static boolean isOfTheContainer(Class<?> type) {
		return type.getName().matches("(org\\.springframework|jakarta\\.servlet|java\\.io)\\..*");
	}

	private HeaderArgument header(MethodParameter parameter, Header header) {
		parameter.initParameterNameDiscovery(names);
		String name = !header.name().isEmpty() ? header.name() : header.value();
		name = !name.isEmpty() ? name : parameter.getParameterName();
		if (name == null) {
			throw invalid("has a @Header parameter whose name is not in the class file",
					"Compile with -parameters, or name the header: @Header(\"name\").");
		}
		TypeDescriptor target = new TypeDescriptor(parameter);
		if (!this.conversion.canConvert(HeaderArgument.TEXT, target)) {
			throw invalid("wants the header '" + name + "' as " + parameter.getParameterType().getSimpleName()
					+ ", into which no text can be converted", "Take it as String.");
		}
		String otherwise = otherwise(header);
		boolean required = header.required() && otherwise == null && !parameter.isOptional();
		return new HeaderArgument(name, otherwise, required, target, this.conversion);
	}

	private static @Nullable String otherwise(Header header) {
		return ValueConstants.DEFAULT_NONE.equals(header.defaultValue()) ? null : header.defaultValue();
	}

	private BodyArgument body(MethodParameter parameter) {
		boolean optional = parameter.getParameterType() == Optional.class;
		ResolvableType declared = ResolvableType.forMethodParameter(parameter);
		Type type = GenericTypeResolver.resolveType((optional ? declared.getGeneric() : declared).getType(),
				this.beanType);
		ObjectReader reader = this.json.readerFor(this.json.constructType(type));
		try {
			reader.readValue("null");
		}
		catch (InvalidDefinitionException ex) {
			throw invalid(
					"has a parameter of type " + parameter.getParameterType().getSimpleName()
							+ ", into which no JSON can be read: " + ex.getOriginalMessage(),
					"Take a record, a bean with setters, or JsonNode.");
		}
		catch (JacksonException ex) {
			// there is no null of this type; its other values are tried with the calls
		}
		Payload payload = parameter.getParameterAnnotation(Payload.class);
		boolean required = !parameter.isOptional() && (payload == null || payload.required());
		return new BodyArgument(ResolvableType.forType(type), reader, required, optional);
	}

	private InvalidRealtimeMethodException invalid(String fault, String remedy) {
		return new InvalidRealtimeMethodException(this.beanName, this.method, fault, remedy);
	}

}
