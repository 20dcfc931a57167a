package dev.realtime.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/** What is logged from INFO on, with all it says of exceptions. */
final class LogLines extends AppenderBase<ILoggingEvent> {

	private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

	@Override
	public void start() {
		Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		setContext(root.getLoggerContext());
		super.start();
		root.addAppender(this);
	}

	@Override
	public void stop() {
		((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(this);
		super.stop();
	}

	@Override
	protected void append(ILoggingEvent event) {
		if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
			String thrown = (event.getThrowableProxy() != null) ? ThrowableProxyUtil.asString(event.getThrowableProxy())
					: "";
			this.lines.add(event.getFormattedMessage() + '\n' + thrown);
		}
	}

	List<String> take() {
		List<String> taken = new ArrayList<>();
		this.lines.drainTo(taken);
		return taken;
	}

}
