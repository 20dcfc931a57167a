import { Backoff } from './backoff.js';
import { Connection } from './connection.js';
import { RealtimeError } from './error.js';
import { askToken } from './token.js';
import { withTimeout } from './timeout.js';
import { Wake } from './wake.js';

/**
 * @typedef {'connecting' | 'connected' | 'reconnecting' | 'failed' | 'closed'} State
 * @typedef {object} ConnectorOptions
 * @property {() => WebSocket} open
 * @property {import('./token.js').TokenSource} token
 * @property {{ min: number, max: number }} reconnect
 * @property {number} timeout
 * @property {(state: State, error?: RealtimeError) => void} onState
 * @property {(connection: Connection, token: string) => void} onConnected
 * @property {(error: RealtimeError) => void} onLost a connection that had been `connected` is gone
 * @property {(message: import('@stomp/stompjs').IMessage) => void} onMessage
 * @property {() => void} onActivity
 */

/** A connection that lasted this long was a good one: the next loss starts with the shortest wait again. */
const STABLE = 5_000;

/** Keeps one connection open: tries, waits, tries again, and gives up where the server says that it is of no use. */
export class Connector {
  #options;
  #backoff;
  /** @type {State} */
  #state = 'closed';
  /** @type {Connection | undefined} */
  #connection;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #waiting = false;
  /** Counts attempts, so that the answer of one that was overtaken is not taken for the present one's. */
  #attempt = 0;
  #connectedAt = 0;
  /** Whether the supplier has been asked again because of an expired token, since the last success. */
  #askedAgain = false;
  /** @type {RealtimeError | undefined} */
  #lastError;
  /** @type {Set<{ resolve: () => void, reject: (error: RealtimeError) => void }>} */
  #waiters = new Set();
  /** @type {Wake | undefined} */
  #wake;

  /** @param {ConnectorOptions} options */
  constructor(options) {
    this.#options = options;
    this.#backoff = new Backoff(options.reconnect);
  }

  get state() {
    return this.#state;
  }

  /** The connection, while it is connected. */
  get connection() {
    return this.#state === 'connected' ? this.#connection : undefined;
  }

  /** Why the last attempt or connection ended. */
  get lastError() {
    return this.#lastError;
  }

  /**
   * Starts connecting where nothing does so yet.
   * @returns {Promise<void>} resolved when connected, rejected when given up or closed
   */
  connect() {
    if (this.#state === 'closed' || this.#state === 'failed') {
      this.#wake ??= new Wake(() => this.#awake());
      this.#backoff.reset();
      this.#askedAgain = false;
      this.#lastError = undefined;
      this.#enter('connecting');
      this.#try();
    }
    if (this.#state === 'connected') {
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => this.#waiters.add({ resolve, reject }));
  }

  close() {
    if (this.#state !== 'closed') {
      this.#end('closed', new RealtimeError('closed', 'The connection was closed by the page'));
    }
  }

  /** @param {string} [refused] the code with which the last token was refused */
  async #try(refused) {
    const attempt = ++this.#attempt;
    this.#waiting = false;
    clearTimeout(this.#timer);
    const { timeout } = this.#options;
    try {
      const token = await withTimeout(askToken(this.#options.token, refused), timeout, 'The token supplier');
      if (attempt !== this.#attempt) {
        return;
      }
      if (!token) {
        throw new RealtimeError('token_missing', 'No connection token: the option token gave none', { retry: false });
      }
      this.#connection = new Connection({
        open: this.#options.open,
        token,
        timeout,
        onConnected: () => this.#connected(token),
        onMessage: this.#options.onMessage,
        onActivity: this.#options.onActivity,
        onEnd: (error) => this.#lost(error),
      });
    } catch (error) {
      if (attempt === this.#attempt) {
        this.#lost(RealtimeError.of(error, 'connection_lost', true));
      }
    }
  }

  /** @param {string} token */
  #connected(token) {
    this.#connectedAt = Date.now();
    this.#askedAgain = false;
    this.#lastError = undefined;
    const connection = /** @type {Connection} */ (this.#connection);
    this.#enter('connected');
    this.#options.onConnected(connection, token);
    for (const { resolve } of this.#takeWaiters()) {
      resolve();
    }
  }

  /** @param {RealtimeError} error */
  #lost(error) {
    this.#connection = undefined;
    this.#lastError = error;
    const wasConnected = this.#state === 'connected';
    const stable = wasConnected && Date.now() - this.#connectedAt >= STABLE;
    if (stable) {
      this.#backoff.reset();
    }
    const again = error.code === 'token_expired' && typeof this.#options.token === 'function' && !this.#askedAgain;
    if (!error.retry && !again) {
      this.#end('failed', error);
    } else {
      if (wasConnected) {
        this.#enter('reconnecting', error);
      }
      if (again) {
        this.#askedAgain = true;
      }
      if (again && (stable || !wasConnected)) {
        this.#try(error.code);
      } else {
        this.#wait();
      }
    }
    if (wasConnected) {
      this.#options.onLost(error);
    }
  }

  #wait() {
    this.#waiting = true;
    if (this.#wake?.awake) {
      this.#timer = setTimeout(() => this.#retry(), this.#backoff.next());
    }
  }

  #retry() {
    // hidden or offline since: the wake-up tries
    if (this.#wake?.awake) {
      this.#try();
    }
  }

  #awake() {
    this.#connection?.checkAlive();
    if (this.#waiting) {
      this.#try();
    }
  }

  /**
   * @param {'failed' | 'closed'} state
   * @param {RealtimeError} error
   */
  #end(state, error) {
    this.#attempt++;
    this.#waiting = false;
    clearTimeout(this.#timer);
    this.#wake?.close();
    this.#wake = undefined;
    this.#connection?.close();
    this.#connection = undefined;
    this.#enter(state, state === 'failed' ? error : undefined);
    for (const { reject } of this.#takeWaiters()) {
      reject(error);
    }
  }

  #takeWaiters() {
    const waiters = this.#waiters;
    this.#waiters = new Set();
    return waiters;
  }

  /**
   * @param {State} state
   * @param {RealtimeError} [error]
   */
  #enter(state, error) {
    this.#state = state;
    this.#options.onState(state, error);
  }
}
