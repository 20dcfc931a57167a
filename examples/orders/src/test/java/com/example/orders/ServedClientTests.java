package com.example.orders;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** The starter alone brings the browser client and the endpoint. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ServedClientTests {

	private final HttpClient http = HttpClient.newHttpClient();

	@LocalServerPort
	int port;

	@ParameterizedTest
	@ValueSource(strings = { "index.js", "script.js", "realtime.js", "stompjs/index.js" })
	void servesTheBrowserClient(String file) throws Exception {
		HttpResponse<String> served = get("/realtime-client/" + file);

		assertThat(served.statusCode()).isEqualTo(200);
		assertThat(served.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/javascript");
	}

	@Test
	void answersAtTheEndpoint() throws Exception {
		assertThat(get("/realtime").statusCode()).isEqualTo(400);
		assertThat(get("/elsewhere").statusCode()).isEqualTo(404);
	}

	private HttpResponse<String> get(String path) throws Exception {
		return this.http.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

}
