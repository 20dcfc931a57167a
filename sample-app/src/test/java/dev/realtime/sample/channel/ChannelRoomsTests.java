package dev.realtime.sample.channel;

import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import dev.realtime.test.JoinOutcome;
import dev.realtime.test.RealtimeClient;
import dev.realtime.test.RealtimeClients;
import dev.realtime.test.RealtimeTest;
import dev.realtime.test.ReceivedEvent;
import dev.realtime.test.TestTokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who hears of channels, and what they may call, without a port. */
@SpringBootTest(properties = "spring.datasource.url=jdbc:h2:mem:in-process-tests")
@RealtimeTest
class ChannelRoomsTests {

	@Autowired
	private ChannelService channels;

	@Autowired
	private RealtimeClients clients;

	@Autowired
	private TestTokens tokens;

	@Test
	void admitsMembersAlone() {
		Channel secret = create(new Channel("secret", "", "ada", Set.of("grace")));

		assertThat(this.clients.connect("grace").join(room(secret)).joined()).isTrue();
		assertThat(this.clients.connect("alan").join(room(secret)).code()).isEqualTo("forbidden");
		assertThat(this.clients.connect("alan").join("/people/grace/channels").code()).isEqualTo("forbidden");
	}

	@Test
	void opensTheLobbyByTokenAlone() {
		RealtimeClient ada = this.clients.connect("ada");

		assertThat(ada.join("/lobby").code()).isEqualTo("forbidden");
		assertThat(ada.join("/lobby", this.tokens.expiredRoom("ada", "/lobby"), null).code())
			.isEqualTo("token_expired");
		JoinOutcome joined = ada.join("/lobby", this.tokens.room("ada", "/lobby"), null);
		assertThat(joined.members()).contains("ada");
	}

	@Test
	void endsTheStayOfFormerMembers() {
		Channel plans = create(new Channel("plans", "", "ada", Set.of("grace")));
		RealtimeClient grace = this.clients.connect("grace");
		grace.join("/people/grace/channels");
		grace.join(room(plans));

		this.channels.changeMembers(plans.getId(), Set.of("alan"));

		assertThat(grace.await("deleted", "channel").text("path")).isEqualTo(room(plans));
		assertThat(grace.await("realtime:leave").text("code")).isEqualTo("revoked");
		assertThat(grace.join(room(plans)).code()).isEqualTo("forbidden");
	}

	@Test
	void recoversWhatHappenedInATunnel() {
		Channel random = create(new Channel("tunnel", "", "lise"));
		RealtimeClient ada = this.clients.connect("ada");
		String position = ada.join("/channels").position();
		ada.cut();

		this.channels.rename(random.getId(), "light");

		RealtimeClient again = this.clients.connect("ada");
		assertThat(again.join("/channels", null, position).recovered()).isTrue();
		ReceivedEvent renamed = again.await("updated", "channel");
		assertThat(renamed.body().at("/resource/name").asString()).isEqualTo("light");
	}

	@Test
	void renamesByCall() {
		Channel engine = create(new Channel("analytical", "", "ada"));
		Channel hidden = create(new Channel("hidden", "", "grace", Set.of()));
		RealtimeClient ada = this.clients.connect("ada");
		RealtimeClient lise = this.clients.connect("lise");
		ada.join("/channels");

		JsonNode reply = lise.call("channels.rename", Map.of("id", engine.getId(), "name", "engine"));

		assertThat(reply.at("/result/name").asString()).isEqualTo("engine");
		ReceivedEvent renamed = ada.await("updated", "channel");
		assertThat(renamed.body().at("/resource/name").asString()).isEqualTo("engine");
		assertThat(renamed.text("actor")).isEqualTo("lise");
		assertThat(lise.call("channels.rename", Map.of("id", engine.getId(), "name", " ")).at("/error/code").asString())
			.isEqualTo("invalid_request");
		assertThat(
				lise.call("channels.rename", Map.of("id", hidden.getId(), "name", "open")).at("/error/code").asString())
			.isEqualTo("not_found");
	}

	@Test
	void tellsWhoIsWriting() {
		Channel open = create(new Channel("open", "", "ada"));
		RealtimeClient ada = this.clients.connect("ada");
		RealtimeClient grace = this.clients.connect("grace");
		ada.join(room(open));
		grace.join(room(open));

		ada.send(room(open), "writing", Map.of());

		assertThat(grace.await("writing").text("actor")).isEqualTo("ada");
	}

	@Test
	void refusesOldTokens() {
		String expired = this.tokens.expiredConnection("ada");
		assertThatThrownBy(() -> this.clients.connectWithToken(expired)).hasMessageContaining("token_expired");
	}

	private Channel create(Channel channel) {
		return this.channels.create(channel).entity();
	}

	private static String room(Channel channel) {
		return "/channels/" + channel.getId();
	}

}
