import { RealtimeError } from './error.js';
import { Client } from './stomp.js';

/**
 * @typedef {import('@stomp/stompjs').IMessage} Message
 * @typedef {object} ConnectionOptions
 * @property {() => WebSocket} open opens the socket
 * @property {string} token
 * @property {number} timeout milliseconds until CONNECTED
 * @property {() => void} onConnected connected, and the own queue is being listened to
 * @property {(message: Message) => void} onMessage a message of the own queue
 * @property {() => void} onActivity something came from the server
 * @property {(error: RealtimeError) => void} onEnd called once, also for a connection that never came about
 */

/** Both directions, in milliseconds; after twice as long in silence the connection is given up. */
const HEARTBEAT = 10_000;

/** How long the server may take to close after its ERROR frame, which says that it will. */
const CLOSE_GRACE = 2_000;

const OWN_QUEUE = '/user/queue/realtime';

/**
 * One WebSocket, from CONNECT to its end. It never comes back: the next attempt is another Connection.
 *
 * Timers of hidden pages fire once a minute or less, messages of a WebSocket do not wait: so our heart-beats also
 * answer the server's, and silence is measured when something wakes the page.
 */
export class Connection {
  #client;
  #socket;
  #options;
  #lastReceived = Date.now();
  #lastSent = Date.now();
  #user = '';
  #ended = false;
  /** @type {RealtimeError | undefined} */
  #refusal;
  /** Limits what is awaited: first the connection, then the close after an ERROR. @type {ReturnType<typeof setTimeout>} */
  #timer;

  /**
   * @param {ConnectionOptions} options
   * @throws {RealtimeError} `invalid_url`
   */
  constructor(options) {
    this.#options = options;
    try {
      this.#socket = options.open();
    } catch (error) {
      throw RealtimeError.of(error, 'invalid_url', false);
    }
    this.#socket.addEventListener('message', () => this.#received());
    // the close event that follows tells; without a listener Node ends the process
    this.#socket.addEventListener('error', () => {});
    this.#client = new Client({
      webSocketFactory: () => this.#socket,
      // batch, binary: stompjs reads several frames from one WebSocket message, of either kind
      connectHeaders: { Authorization: `Bearer ${options.token}`, 'accept-framing': 'batch,binary' },
      heartbeatIncoming: HEARTBEAT,
      heartbeatOutgoing: HEARTBEAT,
      reconnectDelay: 0,
      discardWebsocketOnCommFailure: true,
      onConnect: (frame) => this.#opened(frame),
      onStompError: (frame) => this.#refused(frame),
      onWebSocketClose: (event) => this.#closed(event),
    });
    this.#timer = setTimeout(() => this.#client.forceDisconnect(), options.timeout);
    this.#client.activate();
  }

  /** The name the server knows the user by. */
  get user() {
    return this.#user;
  }

  get connected() {
    return !this.#ended && this.#client.connected;
  }

  /**
   * @param {string} destination
   * @param {Record<string, string>} headers with `id`
   * @param {(message: Message) => void} onMessage
   */
  subscribe(destination, headers, onMessage) {
    this.#lastSent = Date.now();
    this.#client.subscribe(destination, onMessage, headers);
  }

  /**
   * @param {string} id
   * @param {Record<string, string>} [headers]
   */
  unsubscribe(id, headers) {
    this.#client.unsubscribe(id, headers);
  }

  /**
   * @param {string} destination
   * @param {Record<string, string>} headers
   * @param {unknown} [body] sent as JSON
   */
  send(destination, headers, body) {
    this.#lastSent = Date.now();
    this.#client.publish({
      destination,
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      body: body === undefined ? '' : JSON.stringify(body),
    });
  }

  /**
   * @param {string} id
   * @param {() => void} callback
   */
  onReceipt(id, callback) {
    this.#client.watchForReceipt(id, callback);
  }

  /** Gives the connection up if the server has been silent for too long; for those whose timers may have slept. */
  checkAlive() {
    if (this.connected && Date.now() - this.#lastReceived > 2 * HEARTBEAT) {
      this.#client.forceDisconnect();
    }
  }

  /** Says good-bye and closes. `onEnd` is not called any more. */
  close() {
    this.#ended = true;
    clearTimeout(this.#timer);
    const timer = setTimeout(() => this.#client.deactivate({ force: true }), CLOSE_GRACE);
    this.#client.deactivate().finally(() => {
      clearTimeout(timer);
      this.#socket.close();
    });
  }

  /**
   * CONNECTED: https://stomp.github.io/stomp-specification-1.2.html#CONNECTED_Frame
   * @param {import('@stomp/stompjs').IFrame} frame
   */
  #opened(frame) {
    this.#user = frame.headers['user-name'] ?? '';
    this.#client.watchForReceipt(OWN_QUEUE, () => {
      clearTimeout(this.#timer);
      this.#options.onConnected();
    });
    this.#client.subscribe(OWN_QUEUE, this.#options.onMessage, { id: 'own', receipt: OWN_QUEUE });
  }

  #received() {
    this.#lastReceived = Date.now();
    if (this.connected && this.#lastReceived - this.#lastSent >= HEARTBEAT * 0.9) {
      this.#lastSent = this.#lastReceived;
      this.#socket.send('\n');
    }
    this.#options.onActivity();
  }

  /**
   * ERROR: https://stomp.github.io/stomp-specification-1.2.html#ERROR
   * @param {import('@stomp/stompjs').IFrame} frame
   */
  #refused(frame) {
    clearTimeout(this.#timer);
    const code = frame.headers.message ?? 'internal';
    this.#refusal = new RealtimeError(code, messageOf(frame.body) ?? code);
    this.#timer = setTimeout(() => this.#client.forceDisconnect(), CLOSE_GRACE);
  }

  /** @param {{ code: number, reason: string }} event */
  #closed({ code, reason }) {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#client.deactivate();
    // 4100-4199: not as you are. Where no close code arrived, the ERROR before it decides.
    const final = (code >= 4100 && code < 4200) || (code < 4000 && code !== 1012 && isFinal(this.#refusal?.code));
    const named = this.#refusal?.code ?? (code >= 4000 || code === 1012 ? reason : '');
    this.#options.onEnd(
      new RealtimeError(
        named || (final ? 'refused' : 'connection_lost'),
        this.#refusal?.message ?? `The connection was closed: ${code} ${reason}`.trim(),
        { retry: !final },
      ),
    );
  }
}

/** @param {string | undefined} code */
function isFinal(code) {
  return code !== undefined && (code.startsWith('token_') || code === 'refused' || code === 'disconnected');
}

/** @param {string} body */
function messageOf(body) {
  try {
    const { message } = JSON.parse(body);
    return typeof message === 'string' ? message : undefined;
  } catch {
    // other brokers write prose
    return body || undefined;
  }
}
