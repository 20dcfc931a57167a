package dev.realtime.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.core.io.ClassPathResource;

/**
 * The console, a page below the endpoint whose answers it shows: whoever may not see the
 * endpoint gets neither. The page itself holds nothing of the application.
 *
 * @since 0.1
 */
@EndpointWebExtension(endpoint = RealtimeReportEndpoint.class)
public class RealtimeConsoleExtension {

	static final String VIEW = "console";

	static final String PAGE = "console.html";

	private final String page;

	/**
	 * Creates the extension.
	 * @param endpoint path of the endpoint as seen from the console's own path
	 */
	RealtimeConsoleExtension(String endpoint) {
		this.page = read().replace("{endpoint}", endpoint);
	}

	private static String read() {
		try {
			return new ClassPathResource(PAGE, RealtimeConsoleExtension.class)
				.getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The page.
	 * @param view {@code console}
	 * @return HTML; {@code null} for any other view
	 */
	@ReadOperation(produces = "text/html;charset=UTF-8")
	public @Nullable String view(@Selector String view) {
		return view.equals(VIEW) ? this.page : null;
	}

}
