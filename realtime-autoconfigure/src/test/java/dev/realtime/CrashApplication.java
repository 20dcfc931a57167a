package dev.realtime;

import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.modulith.events.core.EventPublicationRegistry;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.realtime.broker.RoomBroker;

/**
 * An application with an event registry in a file. Its first start commits a message and
 * stops right there, to be killed; every later one says what it still had to tell.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(
		exclude = { ServletWebSecurityAutoConfiguration.class, ManagementWebSecurityAutoConfiguration.class })
public class CrashApplication {

	static final String ROOM = "/channels/1";

	record Message(long id, String text) {

	}

	public static void main(String[] arguments) throws Exception {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(CrashApplication.class).run(
				"--server.port=0", "--spring.main.banner-mode=off", "--logging.level.root=warn",
				"--spring.datasource.url=jdbc:h2:file:" + arguments[1] + ";WRITE_DELAY=0",
				"--spring.autoconfigure.exclude=org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
				"--spring.data.jpa.repositories.enabled=false",
				"--spring.modulith.events.jdbc.schema-initialization.enabled=true",
				"--spring.modulith.events.republish-outstanding-events-on-restart=true",
				"--realtime.jwt.secret=0123456789abcdef0123456789abcdef", "--realtime.rooms.public=/**");
		if (arguments[0].equals("crash")) {
			crash(context);
		}
		System.out.println("READY " + context.getEnvironment().getProperty("local.server.port") + " "
				+ context.getBean(RoomBroker.class).position(ROOM) + " "
				+ context.getBean(EventPublicationRegistry.class).findIncompletePublications().size() + " "
				+ context.getBean(JdbcTemplate.class).queryForObject("select count(*) from message", Long.class));
		System.in.read();
		context.close();
	}

	private static void crash(ConfigurableApplicationContext context) {
		JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
		TransactionTemplate transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
		jdbc.execute("create table message (id bigint primary key, text varchar(100))");
		// one that is told and one that is rolled back: neither may be told after the
		// crash
		transaction.executeWithoutResult((status) -> announce(context, jdbc, 1, "told"));
		transaction.executeWithoutResult((status) -> {
			announce(context, jdbc, 2, "rolled back");
			status.setRollbackOnly();
		});
		transaction.executeWithoutResult((status) -> {
			announce(context, jdbc, 3, "first draft");
			jdbc.update("update message set text = 'committed' where id = 3");
			context.publishEvent(RealtimeEvent.updated("message", new Message(3, "committed"))
				.withPath(ROOM + "/messages/3")
				.toRooms(ROOM));
			TransactionSynchronizationManager.registerSynchronization(new StopHere());
		});
	}

	private static void announce(ConfigurableApplicationContext context, JdbcTemplate jdbc, long id, String text) {
		jdbc.update("insert into message values (?, ?)", id, text);
		context.publishEvent(RealtimeEvent.created("message", new Message(id, text))
			.withPath(ROOM + "/messages/" + id)
			.withActor("ann")
			.toRooms(ROOM));
		context.publishEvent(RealtimeEvent.named("note", Map.of("id", id)).toUsers("ann"));
	}

	/** Stops between the commit and what comes after it. */
	private static final class StopHere implements TransactionSynchronization {

		@Override
		public int getOrder() {
			return Ordered.HIGHEST_PRECEDENCE;
		}

		@Override
		public void afterCommit() {
			System.out.println("COMMITTED");
			while (true) {
				LockSupport.park();
			}
		}

	}

}
