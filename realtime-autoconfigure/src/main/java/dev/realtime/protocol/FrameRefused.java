package dev.realtime.protocol;

/** What came in is no frame of the protocol, or too large: the connection ends. */
public final class FrameRefused extends Exception {

	private static final long serialVersionUID = 1;

	private final transient Refusal refusal;

	public FrameRefused(Refusal refusal) {
		// no stack trace: whoever sends garbage must not make the server work for it
		super(refusal.message(), null, false, false);
		this.refusal = refusal;
	}

	public Refusal refusal() {
		return this.refusal;
	}

}
