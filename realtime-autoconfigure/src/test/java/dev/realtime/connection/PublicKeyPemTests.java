package dev.realtime.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.DefaultResourceLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PublicKeyPem}.
 */
class PublicKeyPemTests {

	/** RFC 8037, appendix A: an Ed25519 key and its thumbprint. */
	private static final String RFC_8037_KEY = """
			-----BEGIN PUBLIC KEY-----
			MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
			-----END PUBLIC KEY-----
			""";

	private final PublicKeyPem pem = new PublicKeyPem(new DefaultResourceLoader());

	@Test
	void readsLocations(@TempDir Path directory) throws IOException {
		Path file = Files.writeString(directory.resolve("idp.pem"), RFC_8037_KEY);
		assertThat(this.pem.read(List.of(file.toUri().toString()))).singleElement()
			.extracting(TokenKey::algorithm, TokenKey::id)
			.containsExactly("EdDSA", "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
	}

	@Test
	void readsSeveralKeysOfOneText() {
		String text = "# now\n" + HandmadeToken.pem(HandmadeToken.rsa(2048).getPublic()) + "# from May on\n"
				+ HandmadeToken.pem(HandmadeToken.ec("secp256r1").getPublic());
		assertThat(this.pem.read(List.of(text))).extracting(TokenKey::algorithm).containsExactly("RS256", "ES256");
	}

	@Test
	void keyThatNobodyShouldUseFails() {
		KeyPair rsa = HandmadeToken.rsa(2048);
		assertFails(HandmadeToken.pem(HandmadeToken.rsa(1024).getPublic()), "at least 2048 bits");
		assertFails(HandmadeToken.pem(HandmadeToken.ec("secp384r1").getPublic()), "P-256");
		assertFails(HandmadeToken.pem("PRIVATE KEY", rsa.getPrivate().getEncoded()),
				"'PRIVATE KEY' is not a public key");
		assertFails(HandmadeToken.pem("PUBLIC KEY", new byte[40]), "damaged");
		assertFails("-----BEGIN PUBLIC KEY-----", "no PEM block");
		assertFails("classpath:no-such.pem", "no-such.pem");
	}

	private void assertFails(String value, String reason) {
		assertThatExceptionOfType(InvalidTokenKeyException.class).isThrownBy(() -> this.pem.read(List.of(value)))
			.withMessageStartingWith("realtime.jwt.public-key[0] cannot be used: ")
			.withMessageContaining(reason)
			.satisfies((ex) -> assertThat(ex.action()).contains("realtime.jwt.public-key"));
	}

}
