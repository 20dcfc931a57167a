package dev.realtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A key and its self-signed certificate for 127.0.0.1, which serve as truststore too.
 *
 * @param file of type PKCS12
 */
public record TestKeystore(Path file) {

	public static final String PASSWORD = "changeit";

	public static TestKeystore make(Path directory, String name) throws IOException, InterruptedException {
		Path file = directory.resolve(name + ".p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=ip:127.0.0.1",
				"-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD)
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("keytool.log").toFile())
			.start();
		assertThat(keytool.waitFor()).as(() -> said(directory)).isZero();
		return new TestKeystore(file);
	}

	private static String said(Path directory) {
		try {
			return Files.readString(directory.resolve("keytool.log"));
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	/** Trusts this certificate and no other. */
	public SSLContext trusting() throws IOException, GeneralSecurityException {
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(KeyStore.getInstance(this.file.toFile(), PASSWORD.toCharArray()));
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

	@Override
	public String toString() {
		return this.file.toString();
	}

}
