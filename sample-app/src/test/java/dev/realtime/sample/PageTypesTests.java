package dev.realtime.sample;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import dev.realtime.sample.direct.DirectMessage;
import dev.realtime.sample.people.Person;
import dev.realtime.test.RealtimeTest;
import dev.realtime.test.RealtimeTypes;

/** What the page is checked with is what the server tells it. */
@SpringBootTest(properties = "spring.datasource.url=jdbc:h2:mem:types-tests")
@RealtimeTest
class PageTypesTests {

	@Test
	void typesOfThePageAreCurrent(@Autowired RealtimeTypes types) {
		types.event("direct", DirectMessage.class)
			.event("notice", Notice.class)
			.event("writing", Writing.class)
			.and(Person.class)
			.assertCurrent(Path.of("src/main/resources/static/app/types.d.ts"));
	}

	/** As it is pushed from outside. */
	record Notice(String text) {

	}

	/** Says all by being there. */
	record Writing() {

	}

}
