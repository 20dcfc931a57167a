package dev.realtime;

import org.springframework.util.ClassUtils;

/** The web server of the class path, which is Tomcat unless the suite runs on another. */
public final class EmbeddedServer {

	private static final String TOMCAT = "org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration";

	private static final String JETTY = "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration";

	private EmbeddedServer() {
	}

	public static Class<?> autoConfiguration() {
		ClassLoader loader = EmbeddedServer.class.getClassLoader();
		return ClassUtils.resolveClassName(ClassUtils.isPresent(TOMCAT, loader) ? TOMCAT : JETTY, loader);
	}

}
