package dev.realtime.connection;

import java.util.List;
import java.util.Map;

import org.springframework.core.io.ClassPathResource;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/**
 * Serves the browser client at {@code /realtime-client/}, also where the application
 * serves its own static resources elsewhere or not at all.
 */
class ClientMapping extends SimpleUrlHandlerMapping {

	static final String LOCATION = "META-INF/resources/realtime-client/";

	private final ResourceHttpRequestHandler files = new ResourceHttpRequestHandler();

	ClientMapping() {
		this.files.setLocations(List.of(new ClassPathResource(LOCATION)));
		setOrder(EndpointMapping.ORDER);
		setUrlMap(Map.of("/realtime-client/**", this.files));
	}

	@Override
	public void initApplicationContext() {
		super.initApplicationContext();
		try {
			this.files.setApplicationContext(obtainApplicationContext());
			if (getServletContext() != null) {
				this.files.setServletContext(getServletContext());
			}
			this.files.afterPropertiesSet();
		}
		catch (Exception ex) {
			throw new IllegalStateException("The browser client cannot be served", ex);
		}
	}

}
