package dev.realtime.test;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.FetchType;
import jakarta.persistence.OneToMany;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.ResolvableType;
import org.springframework.mock.env.MockEnvironment;

import dev.realtime.crud.CreateResult;
import dev.realtime.crud.RealtimeCreated;
import dev.realtime.crud.RealtimeDeleted;
import dev.realtime.rpc.RealtimeMethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Types of pages, from what an application declares. */
@SpringBootTest(properties = "realtime.jwt.secret=0123456789abcdef0123456789abcdef",
		classes = { OrdersApplication.class, RealtimeTypesTests.Desk.class })
@RealtimeTest
class RealtimeTypesTests {

	@Autowired
	RealtimeTypes types;

	@Test
	void namesWhatMethodsAnnounceAndClientsCall() {
		assertThat(this.types.event("ticket:called", Called.class).typeScript()).isEqualTo("""
				// Written by the server's tests from its Java types: see RealtimeTypes. Do not edit.

				/** What clients get and send, as `Realtime<Types>` wants it. */
				export interface Types {
				  /** What `created` and `updated` tell, by type. */
				  resources: {
				    order: Order;
				    ticket: Ticket;
				  };
				  /** What `deleted` tells, where it is something else. */
				  deleted: {
				    ticket: number;
				  };
				  /** The data of events, by name. */
				  events: {
				    'ticket:called': Called;
				  };
				  /** Methods of the server, by name. */
				  calls: {
				    'tickets.close': {
				      body: null;
				      result: null;
				    };
				    'tickets.find': {
				      body: Search | null;
				      result: Ticket[];
				    };
				  };
				}

				export interface Called {
				  desk: number;
				}

				export interface Order {
				  name: string;
				  id: number;
				}

				export interface Search {
				  text?: string | null;
				  states: State[];
				}

				export type State = 'OPEN' | 'CLOSED';

				export interface Ticket {
				  id: number;
				  state: State;
				}
				""");
	}

	@Test
	void saysWhatTheMapperWrites() {
		assertThat(declared(Everything.class, JsonMapper.builder().build())).isEqualTo("""

				export interface Everything {
				  id: number;
				  price: number;
				  open: boolean;
				  ref: string;
				  at: string;
				  took: string;
				  millis: number;
				  note: string | null;
				  also: string | null;
				  tags: string[];
				  states: Partial<Record<State, number>>;
				  byName: Record<string, Inner[]>;
				  otherName: string;
				  left?: string;
				  some?: string[];
				  code: string;
				  raw: unknown;
				  bytes: string;
				  street: string;
				  lines?: Inner[];
				  parent: Omit<Everything, 'parent' | 'raw'> | null;
				}

				export interface Inner {
				  size: number;
				}

				export type State = 'OPEN' | 'CLOSED';
				""");
	}

	@Test
	void followsTheNamesOfTheMapper() {
		JsonMapper json = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();
		assertThat(declared(Named.class, json)).contains("full_name: string;").doesNotContain("fullName");
	}

	@Test
	void tellsSeveralKindsApart() {
		assertThat(declared(Shape.class, JsonMapper.builder().build())).isEqualTo("""

				export interface Circle {
				  kind: 'circle';
				  radius: number;
				}

				export type Shape = Circle | Square;

				export interface Square {
				  kind: 'square';
				  side: number;
				}
				""");
	}

	@Test
	void tellsWhatIsSentFromWhatIsGot() {
		TypeScript types = new TypeScript(JsonMapper.builder().build());
		assertThat(types.got(ResolvableType.forClass(Account.class))).isEqualTo("Account");
		assertThat(types.sent(ResolvableType.forClass(Account.class))).isEqualTo("AccountInput");
		assertThat(types.sent(ResolvableType.forClass(Inner.class))).isEqualTo("Inner");
		assertThat(types.got(ResolvableType.forClass(Inner.class))).isEqualTo("Inner");
		assertThat(types.declarations()).isEqualTo("""

				export interface Account {
				  id: number;
				  name: string;
				}

				export interface AccountInput {
				  name: string;
				  password: string;
				}

				export interface Inner {
				  size: number;
				}
				""");
	}

	@Test
	void keepsTypesOfOneNameApart() {
		TypeScript types = new TypeScript(JsonMapper.builder().build());
		assertThat(types.got(ResolvableType.forClass(Record.class))).isEqualTo("RealtimeTypesTestsRecord");
		assertThat(types.got(ResolvableType.forClass(Inner.class))).isEqualTo("Inner");
		assertThat(types.got(ResolvableType.forClass(Other.Inner.class))).isEqualTo("OtherInner");
		assertThat(types.got(ResolvableType.forClassWithGenerics(Slice.class, Inner.class))).isEqualTo("SliceOfInner");
		assertThat(types.declarations()).contains("export interface SliceOfInner {\n  rows: Inner[];\n}\n");
	}

	@Test
	void aRenamedFieldMakesTheFileStale(@TempDir Path directory) throws Exception {
		Path file = directory.resolve("types.d.ts");
		RealtimeTypes before = of(Before.class, "");
		assertThatThrownBy(() -> before.assertCurrent(file)).isInstanceOf(AssertionError.class)
			.hasMessageContaining("-Drealtime.types=write");
		of(Before.class, "write").assertCurrent(file);
		before.assertCurrent(file);
		assertThatThrownBy(() -> of(After.class, "").assertCurrent(file)).isInstanceOf(AssertionError.class)
			.hasMessageContaining("types.d.ts")
			.hasMessageContaining("heading: string");
		Files.writeString(file, Files.readString(file).replace("\n", "\r\n"));
		before.assertCurrent(file);
	}

	private static RealtimeTypes of(Class<?> data, String mode) {
		return new RealtimeTypes(JsonMapper::new, List::of, new MockEnvironment().withProperty("realtime.types", mode))
			.event("note", data);
	}

	private static String declared(Class<?> type, JsonMapper json) {
		TypeScript types = new TypeScript(json);
		types.got(ResolvableType.forClass(type));
		return types.declarations();
	}

	enum State {

		OPEN, CLOSED

	}

	record Ticket(long id, State state) {

	}

	record Search(@Nullable String text, Set<State> states) {

	}

	record Called(int desk) {

	}

	/** As an application would have it. */
	static class Desk {

		@RealtimeCreated(room = "/tickets")
		public CreateResult<Ticket> open() {
			return CreateResult.of(new Ticket(1, State.OPEN));
		}

		@RealtimeDeleted(room = "/tickets", type = "ticket")
		public void remove(long id) {
		}

		@RealtimeMethod("tickets.find")
		public CompletableFuture<List<Ticket>> find(Optional<Search> search) {
			return CompletableFuture.completedFuture(List.of());
		}

		@RealtimeMethod("tickets.close")
		public void close() {
		}

	}

	record Everything(Integer id, BigDecimal price, boolean open, UUID ref, Instant at, Duration took,
			@JsonFormat(shape = JsonFormat.Shape.NUMBER) Instant millis, @Nullable String note, Optional<String> also,
			List<String> tags, Map<State, Integer> states, Map<String, List<Inner>> byName,
			@JsonProperty("otherName") String renamed, @JsonIgnore String hidden,
			@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String left,
			@JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> some, Code code, JsonNode raw, byte[] bytes,
			@JsonUnwrapped Address address, @OneToMany(fetch = FetchType.LAZY) List<Inner> lines,
			@JsonIgnoreProperties( {
					"raw", "parent" }) @Nullable Everything parent){

	}

	record Inner(int size) {

	}

	record Address(String street) {

	}

	record Code(@JsonValue String value) {

	}

	record Named(String fullName) {

	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes({ @JsonSubTypes.Type(value = Circle.class, name = "circle"),
			@JsonSubTypes.Type(value = Square.class, name = "square") })
	sealed interface Shape {

	}

	record Circle(double radius) implements Shape {

	}

	record Square(double side) implements Shape {

	}

	record Account(@JsonProperty(access = JsonProperty.Access.READ_ONLY) long id, String name,
			@JsonProperty(access = JsonProperty.Access.WRITE_ONLY) String password) {

	}

	record Record(int id) {

	}

	record Slice<T>(List<T> rows) {

	}

	record Before(String title) {

	}

	record After(String heading) {

	}

	static final class Other {

		record Inner(String text) {

		}

	}

}
