package dev.realtime.benchmarks.load;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is measured. */
enum Peer {

	/** This product on Tomcat. */
	REALTIME("realtime", Wire.STOMP),
	/** This product on Tomcat, through Tomcat's own WebSocket. */
	REALTIME_CONTAINER("realtime (Tomcat's WebSocket)", Wire.STOMP),
	/** This product on Jetty. */
	REALTIME_JETTY("realtime on Jetty", Wire.STOMP),
	/** This product on Tomcat, whose connector has buffers for small messages. */
	REALTIME_LEAN("realtime, connector's buffers 1 KB", Wire.STOMP),
	/** This product on Tomcat, where clients may have events compressed. */
	REALTIME_COMPRESSED("realtime, compression on", Wire.STOMP),
	/** This product, its nodes joined by a STOMP broker. */
	REALTIME_RELAY("realtime, relayed", Wire.STOMP),
	/** Spring's broker relay: each client has a connection to the STOMP broker. */
	SPRING_RELAY("hand-wired Spring, broker relay", Wire.STOMP_DOTTED),
	/** Spring's simple broker with its defaults. */
	SPRING("hand-wired Spring", Wire.STOMP),
	/** Spring's simple broker with its defaults, on Jetty. */
	SPRING_JETTY("hand-wired Spring on Jetty", Wire.STOMP),
	/** Spring's simple broker, which keeps the order of publications. */
	SPRING_ORDERED("hand-wired Spring, ordered", Wire.STOMP),
	/** A WebSocket server that writes a frame it made once. */
	WS("node ws", Wire.RAW),
	/** Socket.IO. */
	SOCKET_IO("Socket.IO", Wire.SOCKET_IO),
	/** Feathers over Socket.IO. */
	FEATHERS("Feathers", Wire.SOCKET_IO),
	/** Socket.IO in Java. */
	NETTY_SOCKET_IO("netty-socketio", Wire.SOCKET_IO);

	static final String BROKER_HOST = System.getProperty("broker.host", "127.0.0.1");

	static final int BROKER_PORT = Integer.getInteger("broker.port", 61613);

	private final String title;

	private final Wire wire;

	Peer(String title, Wire wire) {
		this.title = title;
		this.wire = wire;
	}

	Wire wire() {
		return this.wire;
	}

	/** Whether a client is told that it is in. */
	boolean confirmsJoin() {
		return isOurs();
	}

	boolean isOurs() {
		return name().startsWith("REALTIME");
	}

	boolean isSpring() {
		return name().startsWith("SPRING");
	}

	/** Whether a STOMP broker joins its nodes. */
	boolean isRelayed() {
		return this == REALTIME_RELAY || this == SPRING_RELAY;
	}

	boolean isJava() {
		return isOurs() || isSpring();
	}

	int controlPort(int port) {
		return (this == NETTY_SOCKET_IO) ? port + 1 : port;
	}

	/**
	 * The command that starts it.
	 * @param port where it listens
	 * @param options for a Java virtual machine
	 * @return program and arguments
	 */
	List<String> command(int port, List<String> options) {
		return switch (this) {
			case REALTIME -> realtime(port, options);
			case REALTIME_JETTY -> realtime(port, options);
			case REALTIME_LEAN -> realtime(port, options,
					"--connector.properties=socket.appReadBufSize=1024,socket.appWriteBufSize=1024");
			case REALTIME_CONTAINER -> realtime(port, options, "--realtime.connection.direct-write=false");
			case REALTIME_COMPRESSED -> realtime(port, options, "--realtime.connection.compression=true");
			case REALTIME_RELAY ->
				realtime(port, options, "--realtime.broker=relay", "--realtime.relay.host=" + BROKER_HOST,
						"--realtime.relay.port=" + BROKER_PORT, "--realtime.relay.destination=benchmark");
			case SPRING_RELAY -> java("HandWiredServer", port, options, "--realtime.enabled=false",
					"--relay.host=" + BROKER_HOST, "--relay.port=" + BROKER_PORT);
			case SPRING, SPRING_JETTY -> java("HandWiredServer", port, options, "--realtime.enabled=false");
			case SPRING_ORDERED -> java("HandWiredServer", port, options, "--realtime.enabled=false", "--ordered=true");
			case WS -> node("ws", port);
			case SOCKET_IO -> node("socketio", port);
			case FEATHERS -> node("feathers", port);
			case NETTY_SOCKET_IO -> netty(port);
		};
	}

	private List<String> realtime(int port, List<String> options, String... more) {
		List<String> command = java("RealtimeServer", port, options, "--realtime.jwt.secret=" + Wire.SECRET,
				"--realtime.rooms.public=/public/**");
		command.addAll(Arrays.asList(more));
		return command;
	}

	private List<String> java(String server, int port, List<String> options, String... arguments) {
		List<String> command = jvm(options);
		command.addAll(List.of("-cp", classPath(), "dev.realtime.benchmarks.server." + server, "--server.port=" + port,
				"--server.tomcat.max-connections=20000"));
		command.addAll(Arrays.asList(arguments));
		return command;
	}

	private String classPath() {
		return name().endsWith("_JETTY") ? "target/classes" + File.pathSeparator + read("target/jetty.classpath")
				: System.getProperty("java.class.path");
	}

	private static String read(String file) {
		try {
			return Files.readString(Path.of(file)).trim();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<String> jvm(List<String> options) {
		List<String> command = new ArrayList<>();
		command.add(System.getProperty("server.java", System.getProperty("java.home") + "/bin/java"));
		command.addAll(options);
		return command;
	}

	private static List<String> node(String kind, int port) {
		return List.of("node", "peers/server.mjs", kind, String.valueOf(port));
	}

	private static List<String> netty(int port) {
		List<String> command = jvm(List.of("-Xms2g", "-Xmx2g"));
		command.addAll(List.of("-cp", read("target/netty-socketio.classpath"),
				"peers" + File.separator + "netty-socketio" + File.separator + "NettySocketIo.java",
				String.valueOf(port)));
		return command;
	}

	@Override
	public String toString() {
		return this.title;
	}

}
