package dev.realtime.rpc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

import dev.realtime.ClientTypes.ClientType;
import dev.realtime.ClientTypes.Use;
import dev.realtime.connection.ClientFrame;

/**
 * A bean method that clients may call, resolved once.
 *
 * @param name the name clients call
 * @param beanName the bean's name
 * @param bean the bean, looked up with each call since it may have a scope
 * @param method the method, to be invoked on the bean as it is
 * @param arguments one for each parameter
 * @param constraints what the body must hold to
 * @param result the type of what clients get, out of its future
 */
record RpcMethod(String name, String beanName, Supplier<Object> bean, Method method, RpcArgument[] arguments,
		Constraints constraints, ResolvableType result) {

	/**
	 * Calls it.
	 * @param frame the call
	 * @return what it returned
	 * @throws RpcException if the frame does not fit
	 * @throws Throwable what it threw
	 */
	@Nullable Object call(ClientFrame frame) throws Throwable {
		Object[] values = new Object[this.arguments.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.arguments[i].resolve(frame);
			if (this.arguments[i] instanceof BodyArgument) {
				this.constraints.check(values[i]);
			}
		}
		try {
			return this.method.invoke(this.bean.get(), values);
		}
		catch (InvocationTargetException ex) {
			throw this.constraints.translate(ex.getTargetException(), this.method);
		}
	}

	/** What clients send and get. */
	List<ClientType> clientTypes() {
		List<ClientType> types = new ArrayList<>();
		for (RpcArgument argument : this.arguments) {
			if (argument instanceof BodyArgument body) {
				types.add(new ClientType(Use.BODY, this.name, body.required() ? body.type()
						: ResolvableType.forClassWithGenerics(Optional.class, body.type())));
			}
		}
		types.add(new ClientType(Use.RESULT, this.name, this.result));
		return types;
	}

	/** The method as a developer finds it. */
	String describe() {
		return this.method.getDeclaringClass().getSimpleName() + "." + this.method.getName();
	}

}
