package dev.realtime.join;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;

import dev.realtime.broker.AfterCommit;
import dev.realtime.broker.BrokerAutoConfiguration;
import dev.realtime.broker.RoomBroker;
import dev.realtime.connection.Connections;
import dev.realtime.connection.EverySecond;
import dev.realtime.connection.InboundChannel;
import dev.realtime.presence.MemberDetails;
import dev.realtime.presence.Presence;
import dev.realtime.presence.PresenceProperties;
import dev.realtime.protocol.WireJson;
import dev.realtime.room.AnnouncedRooms;
import dev.realtime.room.RoomPattern;

/**
 * Auto-configuration of joining rooms: tokens, rules, outcomes, presence, and the
 * application's hold on live sessions.
 *
 * @since 0.1
 */
@AutoConfiguration(after = { BrokerAutoConfiguration.class, RoomTokenAutoConfiguration.class })
@ConditionalOnBean(RoomBroker.class)
@EnableConfigurationProperties(PresenceProperties.class)
@ImportRuntimeHints(JoinHints.class)
public final class JoinAutoConfiguration {

	@Bean
	AccessRules realtimeAccessRules(ConfigurableListableBeanFactory beans, RoomsProperties properties) {
		return new AccessRules(beans, properties.publicPatterns());
	}

	@Bean
	ClosedRooms realtimeClosedRooms(ConfigurableListableBeanFactory beans, AccessRules rules,
			ObjectProvider<AnnouncedRooms> announced) {
		return new ClosedRooms(beans, rules, announced.orderedStream().toList());
	}

	@Bean
	Access realtimeAccess(RoomTokenVerifier tokens, AccessRules rules) {
		return new Access(tokens, rules);
	}

	@Bean
	Presence realtimePresence(PresenceProperties properties, ObjectProvider<MemberDetails> details) {
		return new Presence(properties, details.getIfUnique());
	}

	@Bean
	PresenceUpkeep realtimePresenceUpkeep(Presence presence, PresenceProperties properties, RoomBroker broker,
			WireJson json) {
		return new PresenceUpkeep(presence, properties.rooms().stream().map(JoinAutoConfiguration::pattern).toList(),
				broker, json);
	}

	private static RoomPattern pattern(String text) {
		try {
			return RoomPattern.parse(text);
		}
		catch (RuntimeException ex) {
			throw new InvalidConfigurationPropertyValueException("realtime.presence.rooms", text,
					"Must be a path pattern such as /channels/*: " + ex.getMessage());
		}
	}

	@Bean
	EverySecond realtimePresenceTick(PresenceUpkeep presence) {
		return presence::tick;
	}

	@Bean
	JoinHandler realtimeJoinHandler(InboundChannel channel, Access access, RoomBroker broker, PresenceUpkeep presence,
			Connections connections, WireJson json) {
		JoinHandler handler = new JoinHandler(access, broker, presence, connections, json);
		channel.handle(handler);
		return handler;
	}

	@Bean
	SendHandler realtimeSendHandler(InboundChannel channel, Access access, Connections connections) {
		SendHandler handler = new SendHandler(access, connections);
		channel.handle(handler);
		return handler;
	}

	@Bean
	LiveSessions realtimeSessions(Connections connections, RoomBroker broker, Access access, AfterCommit afterCommit) {
		return new LiveSessions(connections, broker, access, afterCommit);
	}

	@Bean
	RoomPositions realtimeRoomPositions(RoomBroker broker) {
		return broker::position;
	}

	@Bean
	AccessReport realtimeAccessReport(AccessRules rules) {
		return new AccessReport(rules);
	}

}
