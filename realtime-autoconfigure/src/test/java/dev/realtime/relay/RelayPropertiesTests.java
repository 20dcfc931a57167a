package dev.realtime.relay;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import dev.realtime.relay.RealtimeRelayConnectionDetails.Address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

class RelayPropertiesTests {

	private static RelayProperties bind(String name, String value) {
		return new Binder(new MapConfigurationPropertySource(Map.of("realtime.relay." + name, value)))
			.bindOrCreate("realtime.relay", RelayProperties.class);
	}

	@ParameterizedTest
	@CsvSource({ "host,' ',name", "port,0,61613", "port,65536,61613", "addresses,broker,broker-1:61613",
			"addresses,'a:1,:2',host:port", "addresses,a:70000,host:port", "addresses,a:b,host:port",
			"username,' ',guest", "virtual-host,' ',/", "destination,a/b,letters", "destination,'',letters",
			"heartbeat,1ms,10s", "patience,0s,2s", "patience,-1s,2s", "buffer,10KB,1MB", "retention,10KB,1MB",
			"ssl-bundle,' ',spring.ssl.bundle" })
	void refusesWhatCannotWork(String name, String value, String remedy) {
		assertThatException().isThrownBy(() -> bind(name, value))
			.havingRootCause()
			.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (ex) -> {
				assertThat(ex.getName()).isEqualTo("realtime.relay." + name);
				assertThat(ex.getReason()).contains(remedy);
			});
	}

	@Test
	void takesAddressesInPlaceOfHostAndPort() {
		assertThat(bind("host", "broker").allAddresses()).containsExactly(new Address("broker", 61613));
		assertThat(bind("addresses", "one:1,[::1]:2").allAddresses()).containsExactly(new Address("one", 1),
				new Address("[::1]", 2));
	}

	@Test
	void doesNotShowItsCredentials() {
		assertThat(bind("password", "s3cr3t")).asString().doesNotContain("s3cr3t").doesNotContain("guest");
	}

}
