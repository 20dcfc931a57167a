package dev.realtime.attack;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

/**
 * Switches the guards off, one at a time, in the application under attack. The rows of
 * the table and the tests that are named beside a guard hold with it, and do not without:
 * a guard whose absence nobody notices is a guard that somebody takes away one day. A
 * third of the guards by default; all of them with {@code -Drealtime.attacks=all}.
 * <p>
 * Limits that have a property need no such means: {@code LimitsTests} sets each low and
 * high.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@AttackedApplication
@DirtiesContext
@EnabledIf("isOnTomcat")
class GuardTests {

	private static final String LIMITS = "connection.LimitsTests#";

	private static final String GATE = "connection.GateTests#";

	private static final String TOKEN = "connection.JwtAuthenticatorTests#";

	private static final String BROKER = "connection.ApplicationBrokerTests#";

	private static final String LOG = "SparingLogTests#";

	private static final String PUSH = "push.PushIntegrationTests#";

	private static List<Guard> guards() {
		return Stream.of(frames(), gate(), rooms(), tokens(), times(), outward(), http())
			.flatMap(List::stream)
			.toList();
	}

	private static List<Guard> frames() {
		return List.of(Guard.asleep("connection.WebSocketReader.require", "157", "160", "161"),
				Guard.asleep("connection.WebSocketReader.checkText", "599"),
				Guard.says("connection.WebSocketReader.isSendable", true,
						"connection.WebSocketReaderTests#repeatsNoCloseCodeThatNoPeerMaySend"),
				Guard.replaced("protocol.FrameDecoder.text", "anyText", "138", "144", "146"),
				Guard.asleep("protocol.FrameDecoder.require", "137", "139", "142"),
				Guard.says("protocol.FrameDecoder.mayBegin", true, "protocol.FrameDecoderTests#refusesWhatIsNoFrame"),
				Guard.deceived("protocol.FrameDecoder.upTo", LetThrough.LongLines.class, "143"),
				Guard.passes("protocol.StompVersion.unescape(String)", "135", "136"),
				Guard.says("connection.ConnectionProperties.maxHeaders", 1000, "142"),
				Guard.says("connection.Inbound.maxSize", 1 << 30, "019", "150", "151", "170"),
				Guard.asleep("connection.Inbound.count", "019"),
				Guard.asleep("connection.Inbound.countControl", LIMITS + "isMet"),
				Guard.says("connection.TokenBucket.take", true, "343", "348"));
	}

	private static List<Guard> gate() {
		return List.of(Guard.says("connection.Connection.isNew", false, "001", "019"),
				Guard.says("connection.Connection.isNew", true, "033", "034"),
				Guard.asleep("connection.Gate.invalid", "110", "118", "121"),
				Guard.replaced("connection.Gate.pass", "everyCommand", "110", "118",
						GATE + "passesOnNothingButSubscribeAndSend"),
				Guard.replaced("connection.Gate.only", "everyHeader",
						GATE + "rebuildsFramesWithTheHeadersOfTheirCommand"),
				Guard.replaced("connection.Gate.harmless", "everyHeader", GATE + "keepsTheTokenFromAllWhoNeedNone",
						BROKER + "getsNoSecretsAndNoOrders"),
				Guard.replaced("connection.Gate.id", "anyId", "122", "123", "124"),
				Guard.says("connection.Gate.isTooLong", false, "125", "132"),
				Guard.asleep("connection.Connection.subscription", "147"),
				Guard.replaced("protocol.StompVersion.negotiate", "anyVersion", "026", "027"),
				Guard.replaced("connection.Gate.heartbeats", "anyHeartbeat", "028", "029", "030", "031"),
				Guard.asleep("connection.Gate.refusal(Connection,String,String)", "171", "239", "251"),
				Guard.asleep("connection.Gate.refusal(String,String)", "270", "276", "279"),
				Guard.passes("connection.Gate.shown", GATE + "repeatsNoMoreThanAPartOfWhatWasAskedFor"),
				Guard.says("connection.Connection.roomCount", 0, "346"));
	}

	private static List<Guard> rooms() {
		return List.of(Guard.says("Room.isValid", true, "178", "192", "274", "368"),
				Guard.says("protocol.Destinations.isQueue", false, "270", "271"),
				Guard.says("protocol.Destinations.isOwned", false, BROKER + "neverSeesWhatIsOurs"),
				Guard.says("protocol.Destinations.isPlain", true, BROKER + "isNotAskedForPatterns"),
				Guard.says("connection.ApplicationBroker.receives", true, "215", "251"),
				Guard.says("connection.ApplicationBroker.accepts", true, "276"),
				Guard.says("join.AccessRules.mayJoin", true, "204", "212"),
				Guard.says("join.AccessRules.maySend", true, "266", "267", "268", "269"),
				Guard.deceived("join.Access.decide", LetThrough.NoToken.class, "104", "105"),
				Guard.says("join.Revocations.isRevoked", false, "EndToEndTests#evictsAndRefusesTheOldToken"),
				Guard.says("RealtimeEvent.isReserved", false, "284", "370"),
				Guard.says("RealtimeEvent.isValidName", true, "289", "290"),
				Guard.replaced("join.SendHandler.data", "anyData", "296", "303"),
				Guard.says("connection.Connection.tolerates", true, "343", "344", "897"));
	}

	private static List<Guard> tokens() {
		return List
			.of(Guard.replaced("connection.JwtAuthenticator.authenticate", "everybody", "041", "043", "050", "067"),
					Guard.replaced("connection.RefreshHandler.authenticate", "anyRefresh", "106", "107"),
					Guard.says("connection.TokenCodec.isSigned", true, "043", "046", "050", "051", "443"),
					Guard.says("connection.TokenKey.verify", true, "050", "443"),
					Guard.deceived("connection.TokenKeys.candidates", LetThrough.AnyAlgorithm.class, "426", "428"),
					Guard.says("connection.TokenType.accepts", true, "054", "056", "101", "108"),
					Guard.deceived("connection.TokenCodec.header", LetThrough.NoDemands.class, "074", "075", "076",
							"077"),
					Guard.says("connection.CompactToken.encrypted", false, "048"),
					Guard.says("connection.CompactToken.isTooLong", false, "084"),
					Guard.says("connection.CompactToken.isAllowed", true, "082", "486"),
					Guard.replaced("connection.TokenCodec.decode", "anySpelling", "083"),
					Guard.asleep("connection.TokenCodec.check", "041", "042"),
					Guard.says("connection.TokenCodec.isIssuer", true,
							TOKEN + "issuerAndAudienceAreRequiredWhereConfigured"),
					Guard.says("connection.TokenCodec.isAudience", true,
							TOKEN + "issuerAndAudienceAreRequiredWhereConfigured"),
					Guard.replaced("connection.NumericDate.read", "anyDate", "068", "069"),
					Guard.replaced("connection.TokenCodec.date", "anyClaim", "452"),
					Guard.replaced("connection.TokenJson.read", "anyJson", "072"),
					Guard.replaced("connection.TokenCodec.userName", "anyName", "059", "060", "063"),
					Guard.says("RealtimeUser.isValidName", true, "058", "064", "067"),
					Guard.says("join.RoomTokenVerifier.isPlausible", true, "096", "097"),
					Guard.deceived("join.RoomTokenVerifier.decide", LetThrough.AnyRoom.class, "090", "091"),
					Guard.deceived("join.RoomTokenVerifier.decide", LetThrough.AnyUser.class, "089"));
	}

	private static List<Guard> times() {
		return List.of(Guard.says("connection.Inbound.isStale", false, LIMITS + "isMet"),
				Guard.replaced("connection.ConnectionProperties.connectTimeout", "anyTime",
						LIMITS + "boundsTheTimeUntilConnect"),
				Guard.says("connection.Inbound.lastRead", Long.MAX_VALUE, LIMITS + "boundsTheSilenceOfAClient"),
				Guard.says("connection.Connection.deadline", Long.MAX_VALUE,
						LIMITS + "boundsTheLifeOfAConnectionByItsToken"));
	}

	private static List<Guard> outward() {
		return List.of(Guard.asleep("broker.RoomSubscription.end", "804"),
				Guard.replaced("connection.ApplicationBroker.toClient", "anySubscription",
						BROKER + "saysNothingOnSubscriptionsThatAreNotItsOwn"),
				Guard.asleep("connection.ApplicationBroker.removeForeign",
						BROKER + "passesOnNeitherSecretsNorForgeriesOfItsOwnClients"),
				Guard.passes("protocol.StompVersion.escape(String)", "551"),
				Guard.passes("SparingLog.printable", LOG + "writesNothingThatALogCouldMisread"),
				Guard.passes("SparingLog.take", LOG + "saysACauseOnceAMinute"));
	}

	private static List<Guard> http() {
		return List.of(Guard.says("connection.Origins.beforeHandshake", true, "318", "321", "323"),
				Guard.says("connection.Upgrade.hasReadableExtensions", true, "892"),
				Guard.says("connection.Upgrade.knowsUpgrades", true, "852"),
				Guard.deceived("push.PushKeys.find", LetThrough.AnyKey.class, "357", "358"),
				Guard.says("push.PushGrant.reaches", true, PUSH + "keysMayBeLimitedToRooms"),
				Guard.asleep("push.PushRequest.requireTargets", "368", "369"),
				Guard.asleep("push.PushRequest.requireMembers", "960"),
				Guard.says("push.PushHandler.isJson", true, "365", "366"),
				Guard.replaced("push.PushHandler.body", "anyBody", PUSH + "largeBodiesAreNotRead"));
	}

	private final Map<String, Attack> table = Attack.all()
		.stream()
		.collect(Collectors.toMap(Attack::id, Function.identity()));

	private final Set<String> held = new HashSet<>();

	@LocalServerPort
	int port;

	@Autowired
	ApplicationEventPublisher events;

	private Oracles oracles;

	static boolean isOnTomcat() {
		// others bring a WebSocket of their own, whose guards are not ours
		return ClassUtils.isPresent("org.apache.catalina.startup.Tomcat", GuardTests.class.getClassLoader());
	}

	@BeforeAll
	void begin() throws IOException {
		this.oracles = new Oracles(this.port, this.events);
		this.oracles.start();
	}

	@AfterAll
	void end() throws IOException {
		this.oracles.close();
	}

	@TestFactory
	Stream<DynamicTest> isMissed() {
		return Attack.chosen(guards())
			.stream()
			.map((guard) -> DynamicTest.dynamicTest(guard.toString(), () -> isMissed(guard)));
	}

	private void isMissed(Guard guard) throws Exception {
		for (String proof : guard.noticedBy()) {
			assertThat(this.held.contains(proof) || holds(proof)).as("%s holds with every guard", proof).isTrue();
			this.held.add(proof);
		}
		Closeable on = guard.switchOff();
		try {
			// what is waited for in vain
			Awaitility.setDefaultTimeout(Duration.ofSeconds(1));
			for (String proof : guard.noticedBy()) {
				assertThat(holds(proof)).as("%s holds without %s", proof, guard).isFalse();
			}
		}
		finally {
			on.close();
			Awaitility.reset();
			this.oracles.renew();
		}
	}

	private boolean holds(String proof) throws Exception {
		Attack attack = this.table.get(proof);
		return (attack != null) ? isHeld(attack) : isPassed(proof);
	}

	private boolean isHeld(Attack attack) throws Exception {
		// what tests before it have logged is no fault of this attack
		this.oracles.forget();
		try (Attacker attacker = Attacker.hasty(attack, this.oracles.tokens(), this.port)) {
			attacker.run();
			this.oracles.canary();
			this.oracles.hold(attacker.received());
			return true;
		}
		catch (AssertionError ex) {
			return false;
		}
	}

	private static boolean isPassed(String test) throws Exception {
		Class<?> type = Class.forName("dev.realtime." + test.substring(0, test.indexOf('#')));
		Method method = Arrays.stream(type.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(test.substring(test.indexOf('#') + 1)))
			.findFirst()
			.orElseThrow();
		LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
			.selectors(selectMethod(type, method))
			.build();
		SummaryGeneratingListener listener = new SummaryGeneratingListener();
		LauncherFactory.create().execute(request, listener);
		TestExecutionSummary summary = listener.getSummary();
		assertThat(summary.getTestsStartedCount()).as(test).isPositive();
		return summary.getTotalFailureCount() == 0;
	}

}
