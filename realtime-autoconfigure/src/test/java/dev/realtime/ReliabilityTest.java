package dev.realtime;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.test.context.SpringBootTest;

/** A server whose patience is short, shared by the tests of lifetimes and bad clients. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = ReliabilityApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "realtime.jwt.secret=" + ReliabilityTest.SECRET, "realtime.jwt.clock-skew=1s",
				"realtime.rooms.public=/public/**", "realtime.connection.heartbeat=1s",
				"realtime.connection.send-timeout=2s", "realtime.connection.send-buffer=128KB",
				"spring.datasource.url=jdbc:h2:mem:reliability;DB_CLOSE_DELAY=-1",
				"spring.data.jpa.repositories.enabled=false",
				"spring.autoconfigure.exclude=org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
@interface ReliabilityTest {

	String SECRET = "0123456789abcdef0123456789abcdef";

}
