package dev.realtime.room;

import java.lang.reflect.Method;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

import dev.realtime.RealtimeUser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RoomTemplateTests {

	private static final Message message = new Message(7, "a/b c", new Channel(42L, "général"),
			List.of(new Channel(1L, "x"), new Channel(2L, "y")), Optional.of("top"), Map.of("lang", "de"), Kind.NOTE);

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	private final TemplateScope scope;

	RoomTemplateTests() {
		this.beans.registerSingleton("rooms", new Rooms());
		this.beans.registerSingleton("my.rooms", new Rooms());
		Method method = ReflectionUtils.findMethod(Service.class, "write", UUID.class, Message.class, Object[].class);
		this.scope = TemplateScope.of(method, method, Service.class, this.beans)
			.withEntity(ResolvableType.forClass(Message.class))
			.withResult(ResolvableType.forClass(Message.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			/lobby                                      | /lobby
			/channels/{channel.id}                      | /channels/42
			/channels/{channel.id}/messages/{id}        | /channels/42/messages/7
			/by-text/{text}                             | /by-text/a%2Fb%20c
			/by-name/{channel.name}                     | /by-name/g%C3%A9n%C3%A9ral
			/kinds/{kind}                               | /kinds/NOTE
			/tops/{top}                                 | /tops/top
			/langs/{labels.lang}                        | /langs/de
			/langs/{labels['lang']}                     | /langs/de
			/args/{#id}                                 | /args/00000000-0000-0001-0000-000000000002
			/args/{#p0}                                 | /args/00000000-0000-0001-0000-000000000002
			/items/{#item.text}                         | /items/a%2Fb%20c
			/results/{#result.id}                       | /results/7
			/users/{#user.name}                         | /users/ada
			/roots/{#root.id}                           | /roots/7
			/channels/{channels.![id]}                  | /channels/1,/channels/2
			/channels/{#more}                           | /channels/m1,/channels/m2
			/x/{channels.![id]}/y/{#more}               | /x/1/y/m1,/x/1/y/m2,/x/2/y/m1,/x/2/y/m2
			{@rooms.of(#root)}                          | /whole/7,/whole/all
			{@'my.rooms'.of(#root)}                     | /whole/7,/whole/all
			/part/{@rooms.of(#root)}                    | /part/%2Fwhole%2F7,/part/%2Fwhole%2Fall
			/braces/{{1,2}}                             | /braces/1,/braces/2
			/quoted/{'}{' + id}                         | /quoted/%7D%7B7
			/quoted/{"it's}" + id}                      | /quoted/it%27s%7D7
			/quoted/{'it''s}'}                          | /quoted/it%27s%7D
			/flags/{urgent ? 'urgent' : 'calm'}         | /flags/calm
			/computed/{id + 1}                          | /computed/8
			/called/{shout('!')}                        | /called/a%2Fb%20c%21
			/search?tag={text}                          | /search?tag=a%2Fb%20c
			""")
	void namesRooms(String template, String rooms) {
		assertThat(rooms(template, message)).containsExactly(rooms.split(","));
	}

	@Test
	void knowsTheNamesItCouldYield() {
		Predicate<String> names = RoomTemplate.parse("/channels/{id}/x-{text}", this.scope).names();
		assertThat(names).accepts("/channels/7/x-a", rooms("/channels/{id}/x-{text}", message).get(0))
			.rejects("/channels/7", "/channels/7/x-", "/channels/7/x-a/b", "/channels/7/x-a?b", "/channelsX7/x-a");
		assertThat(RoomTemplate.parse("/news", this.scope).names()).accepts("/news").rejects("/news/1");
		assertThat(RoomTemplate.parse("{@rooms.of(#root)}", this.scope).names()).isNull();
	}

	@Test
	void aWholeNameMayHoldCommas() {
		assertThat(rooms("{'/a,b'}", message)).containsExactly("/a,b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/channels/{nothing}", "/channels/{''}", "/channels/{{}}", "/channels/{noTop}",
			"/channels/{{'a', null}}", "{@rooms.none()}", "{nothing}" })
	void refusesNullAndEmptyParts(String template) {
		assertThatIllegalStateException().isThrownBy(() -> rooms(template, message))
			.withMessageContaining("null or empty")
			.withMessageContaining(template);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/channels/{'..'}", "/channels/{'.'}", "{'channels'}", "{'/a//b'}", "{'/a/*'}",
			"/channels/{@rooms.longName()}" })
	void refusesNamesThatAreNoRoomNames(String template) {
		assertThatIllegalStateException().isThrownBy(() -> rooms(template, message))
			.withMessageContaining("no room name");
	}

	@Test
	void neverLetsAValueNameAnotherRoom() {
		for (String text : List.of("1/secret", "../admin", "%2F", "a?b", "a;b", "*", "#", "\u0000", "😀", "a b")) {
			Message sly = new Message(1, text, null, List.of(), Optional.empty(), Map.of(), Kind.NOTE);
			assertThat(rooms("/channels/{text}", sly).get(0)).matches("/channels/[A-Za-z0-9._~%-]+");
		}
	}

	@Test
	void refusesHalfASurrogatePair() {
		Message half = new Message(1, "a\ud800", null, List.of(), Optional.empty(), Map.of(), Kind.NOTE);
		assertThatIllegalStateException().isThrownBy(() -> rooms("/channels/{text}", half))
			.withMessageContaining("surrogate");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					/channels/{chanel.id}          | 11 | Message has no property 'chanel'              | Did you mean 'channel'?
					/channels/{channel.nmae}       | 19 | Channel has no property 'nmae'                | Did you mean 'name'?
					/channels/{channels.![idd]}    | 22 | Channel has no property 'idd'                 | Did you mean 'id'?
					/channels/{#idd}               | 11 | there is no argument 'idd'                    | Did you mean '#id'?
					/channels/{item.id}            | 11 | Message has no property 'item'                | Write #item for the argument
					/channels/{channel.id          | 10 | '{' is never closed                           | Close the part with '}'
					/channels/{'channel.id}        | 10 | '{' is never closed                           | Close the quoted text and the part
					/channels/channel.id}          | 20 | '}' closes nothing                            | Remove it, or open the part with '{'
					/channels/{}                   | 11 | the part is empty                             | {id}
					/channels/{id +}               | 14 | is not an expression                          | Write SpEL
					/channels/{channel}            | 11 | 'channel' is a                                | {channel.id}
					channels/{id}                  | 0  | is not that of a room name                    | starts with '/'
					/channels//{id}                | 0  | is not that of a room name                    | no empty segment
					/chan nels/{id}                | 0  | is not that of a room name                    | percent-encoded
					{@roms.of(#root)}              | 2  | there is no bean named 'roms'                 | @Component("roms")
					{@rooms.off(#root)}            | 8  | Rooms has no public method 'off'              | Did you mean 'of'?
					{@rooms.of()}                  | 8  | does not take 0 arguments                     | Give the arguments
					{@rooms.of(#rot)}              | 11 | there is no argument 'rot'                    | #
					/x/{id = 5}                    | 7  | cannot assign                                 | bean
					/x/{id++}                      | 6  | cannot assign                                 | bean
					/x/{#twice(id)}                | 4  | functions are not known                       | bean
					""")
	void refusesMistakesWhenParsed(String template, int position, String problem, String remedy) {
		assertThatExceptionOfType(InvalidTemplateException.class)
			.isThrownBy(() -> RoomTemplate.parse(template, this.scope))
			.satisfies((ex) -> {
				assertThat(ex.template()).isEqualTo(template);
				assertThat(ex.problem()).contains(problem);
				assertThat(ex.remedy()).contains(remedy);
				assertThat(ex.position()).as(ex.getMessage()).isEqualTo(position);
			});
	}

	@Test
	void knowsNoResultBeforeTheCall() {
		Method method = ReflectionUtils.findMethod(Service.class, "write", UUID.class, Message.class, Object[].class);
		TemplateScope before = TemplateScope.of(method, method, Service.class, this.beans);
		assertThatExceptionOfType(InvalidTemplateException.class)
			.isThrownBy(() -> RoomTemplate.parse("/x/{#result.id}", before))
			.withMessageContaining("no #result before");
		assertThatExceptionOfType(InvalidTemplateException.class)
			.isThrownBy(() -> RoomTemplate.parse("/x/{id}", before))
			.withMessageContaining("there is no entity")
			.withMessageContaining("Write #id");
		assertThat(RoomTemplate.parse("/x/{#item.id}", before)
			.rooms(before.values(new Object[] { null, message, null }, () -> null, null, null)))
			.containsExactly("/x/7");
	}

	@Test
	void saysWhenParameterNamesAreMissing() throws Exception {
		// compiled by the JDK's builders without -parameters
		Method method = java.util.Comparator.class.getMethod("compare", Object.class, Object.class);
		TemplateScope unnamed = TemplateScope.of(method, method, java.util.Comparator.class, this.beans);
		assertThatExceptionOfType(InvalidTemplateException.class)
			.isThrownBy(() -> RoomTemplate.parse("/x/{#id}", unnamed))
			.withMessageContaining("-parameters")
			.withMessageContaining("#p0");
	}

	@Test
	void checksNothingWhereTheTypeIsUnknown() {
		TemplateScope unknown = this.scope.withEntity(ResolvableType.NONE);
		assertThat(RoomTemplate.parse("/x/{whatever.id}", unknown)).hasToString("/x/{whatever.id}");
	}

	@Test
	void meansTheSameOnceItIsCompiled() {
		TemplateScope unknown = this.scope.withEntity(ResolvableType.NONE);
		RoomTemplate template = RoomTemplate.parse("/x/{name}/{#p1 == null}", unknown);
		Channel channel = new Channel(1L, "one");
		for (int i = 0; i < 500; i++) {
			assertThat(template.rooms(unknown.values(new Object[] { null, "given" }, () -> null, null, channel)))
				.containsExactly("/x/one/false");
		}
		// what it was compiled for is not what comes now
		assertThat(template.rooms(unknown.values(new Object[] { null, null }, () -> null, null, Map.of("name", 2))))
			.containsExactly("/x/2/true");
		assertThat(template.rooms(unknown.values(new Object[] { null, 7 }, () -> null, null, channel)))
			.containsExactly("/x/one/false");
	}

	@Test
	void namesOnePath() {
		TemplateValues values = values(message);
		assertThat(RoomTemplate.parsePath("messages/{id}", this.scope).path(values)).isEqualTo("messages/7");
		assertThatIllegalStateException()
			.isThrownBy(() -> RoomTemplate.parsePath("/m/{channels.![id]}", this.scope).path(values))
			.withMessageContaining("2 paths");
	}

	private List<String> rooms(String template, Message entity) {
		return RoomTemplate.parse(template, this.scope).rooms(values(entity));
	}

	private TemplateValues values(Message entity) {
		Principal user = new RealtimeUser("ada");
		@Nullable Object[] arguments = { new UUID(1, 2), entity, new Object[] { "m1", "m2" } };
		return this.scope.values(arguments, () -> user, entity, entity);
	}

	enum Kind {

		NOTE

	}

	record Message(int id, String text, @Nullable Channel channel, List<Channel> channels, Optional<String> top,
			Map<String, String> labels, Kind kind) {

		public boolean isUrgent() {
			return false;
		}

		public @Nullable String getNothing() {
			return null;
		}

		public Optional<String> noTop() {
			return Optional.empty();
		}

		public String shout(String mark) {
			return this.text + mark;
		}

	}

	static final class Channel {

		public final Long id;

		private final String name;

		Channel(Long id, String name) {
			this.id = id;
			this.name = name;
		}

		public String getName() {
			return this.name;
		}

	}

	static class Rooms {

		public Set<String> of(Message message) {
			return new java.util.LinkedHashSet<>(List.of("/whole/" + message.id(), "/whole/all"));
		}

		public List<String> none() {
			return List.of();
		}

		public String longName() {
			return "x".repeat(200);
		}

	}

	static class Service {

		public Message write(UUID id, Message item, Object... more) {
			return item;
		}

	}

}
