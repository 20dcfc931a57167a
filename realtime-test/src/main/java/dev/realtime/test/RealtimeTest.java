package dev.realtime.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.test.context.TestExecutionListeners;

/**
 * Adds to a Spring test, such as one with
 * {@link org.springframework.boot.test.context.SpringBootTest @SpringBootTest}, the beans
 * {@link RecordedEvents}, {@link RealtimeClients}, {@link TestTokens} and
 * {@link RealtimeTypes}. No port is needed. <pre class="code">
 * &#64;SpringBootTest
 * &#64;RealtimeTest
 * class OrderServiceTests {
 *
 *   &#64;Test
 *   void announcesAnOrder(&#64;Autowired OrderService orders, &#64;Autowired RecordedEvents events) {
 *     orders.create(new Order(42));
 *     assertThat(events).created(Order.class).inRoom("/orders/42").once();
 *   }
 *
 * }
 * </pre> Before each test the events are forgotten, and after each the clients are
 * closed.
 *
 * @since 0.1
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration(RealtimeTestAutoConfiguration.class)
@TestExecutionListeners(listeners = RealtimeTestExecutionListener.class,
		mergeMode = TestExecutionListeners.MergeMode.MERGE_WITH_DEFAULTS)
public @interface RealtimeTest {

}
