package dev.realtime.test;

import org.springframework.test.context.TestContext;
import org.springframework.test.context.support.AbstractTestExecutionListener;

/** Each test begins with no events and no clients. */
class RealtimeTestExecutionListener extends AbstractTestExecutionListener {

	@Override
	public void beforeTestMethod(TestContext context) {
		context.getApplicationContext().getBean(RecordedEvents.class).clear();
	}

	@Override
	public void afterTestMethod(TestContext context) {
		context.getApplicationContext().getBean(RealtimeClients.class).closeAll();
	}

}
