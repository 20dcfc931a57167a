import { Calls } from './calls.js';
import { Collection } from './collection.js';
import { Connector } from './connector.js';
import { Emitter } from './emitter.js';
import { RealtimeError } from './error.js';
import { Renewal } from './renewal.js';
import { Room } from './room.js';
import { Rooms } from './rooms.js';
import { withTimeout } from './timeout.js';

/**
 * @typedef {object} RealtimeOptions
 * @property {string} [url] of the endpoint: absolute, or relative to the page; default `/realtime`
 * @property {import('./token.js').TokenSource} token the connection token, or a supplier asked anew for each attempt
 * @property {number} [timeout] milliseconds until a connect, join or call without an answer fails; default 10 s
 * @property {{ min?: number, max?: number }} [reconnect] milliseconds between attempts; default 500 to 20,000
 * @property {typeof globalThis.fetch} [fetch] how live collections load; default the page's own
 * @property {(url: string) => WebSocket} [socket] opens the WebSocket, for runtimes that have none of their own
 */

/**
 * The connection of a page to its server: rooms, events for this user, calls.
 * @template {import('./types.js').Schema} [S=any] what the server says of its types
 */
export class Realtime {
  #options;
  #emitter = new Emitter();
  #connector;
  #renewal;
  #calls = new Calls();
  /** @type {Rooms<S>} */
  #rooms = new Rooms();
  /** @type {import('./stream.js').Offsets} */
  #offsets = { sparse: false };
  #lastId = 0;
  #user = '';
  #origin = crypto.getRandomValues(new Uint32Array(4)).reduce((text, part) => text + part.toString(36), '');

  /** @param {RealtimeOptions} options */
  constructor({
    url = '/realtime',
    token,
    timeout = 10_000,
    reconnect = {},
    fetch,
    socket = (to) => new WebSocket(to),
  }) {
    this.#options = {
      timeout,
      reconnect: { min: 500, max: 20_000, ...reconnect },
      fetch: fetch ?? globalThis.fetch?.bind(globalThis),
    };
    this.#connector = new Connector({
      open: () => socket(socketUrl(url)),
      token,
      timeout,
      reconnect: this.#options.reconnect,
      onState: (state, error) => this.#entered(state, error),
      onConnected: (connection, used) => {
        this.#user = connection.user;
        this.#renewal.start(used);
        this.#rooms.active.forEach((room) => room.connected());
      },
      onLost: (error) => this.#lost(error),
      onMessage: (message) => this.#received(message),
      onActivity: () => this.#renewal.check(),
    });
    this.#renewal = new Renewal(
      token,
      (renewed) =>
        this.#request('/realtime/refresh', 'Refresh of the connection token', timeout, { token: renewed }, undefined),
      (error) => this.#failed(RealtimeError.of(error, 'token_unavailable', true)),
    );
  }

  /** @returns {import('./connector.js').State} */
  get state() {
    return this.#connector.state;
  }

  /** The name the server knows this user by, once connected. */
  get user() {
    return this.#user;
  }

  /**
   * Names this client in what it causes: sent with calls and sends, to be sent by the page as HTTP header
   * `Realtime-Origin`, and found in the `origin` of events.
   */
  get origin() {
    return this.#origin;
  }

  /**
   * `state`, `error` (what no promise reports), `*` and the names of events that are sent to this user.
   * @template {string} E
   * @param {E} name
   * @param {import('./types.js').UserHandler<S, E>} handler
   * @returns {() => void} removes this handler
   */
  on(name, handler) {
    return this.#emitter.on(name, handler);
  }

  /**
   * Connects, and from then on stays connected. Trying goes on in the background where this rejects with `retry`.
   * @returns {Promise<void>}
   * @throws {RealtimeError} with the server's code, or `timeout`, `closed`
   */
  async connect() {
    try {
      await withTimeout(this.#connector.connect(), this.#options.timeout, 'Connect');
    } catch (error) {
      const last = this.#connector.lastError;
      if (error instanceof RealtimeError && error.code === 'timeout' && last) {
        throw new RealtimeError('timeout', `${error.message} (${last.message})`, { cause: last });
      }
      throw error;
    }
  }

  /**
   * @param {string} name
   * @param {import('./options.js').RoomOptions} [options] a token, or a supplier asked anew for each join; a position to
   * begin from
   * @returns {Room<S>} the same one for the same name
   */
  room(name, options) {
    let room = this.#rooms.find(name);
    if (!room) {
      room = new Room(name, {
        connection: () => this.#connector.connection,
        connect: () => this.#connector.connect(),
        nextId: () => `r${++this.#lastId}`,
        onError: (error) => this.#failed(error),
        origin: this.#origin,
        timeout: this.#options.timeout,
        reconnect: this.#options.reconnect,
        offsets: this.#offsets,
        keep: (known, active) => this.#rooms.keep(known, active),
      });
      this.#rooms.add(room);
    }
    if (options) {
      room.configure(options);
    }
    return room;
  }

  /** Leaves all rooms and removes all handlers of theirs. */
  async leaveAll() {
    await Promise.all([...this.#rooms.active].map((room) => room.leaveAll()));
  }

  /**
   * Calls a method of the server.
   * @template {keyof S['calls'] & string} M
   * @param {M} method
   * @param {S['calls'][M]['body']} [body]
   * @param {{ timeout?: number }} [options]
   * @returns {Promise<S['calls'][M]['result']>} its result
   * @throws {RealtimeError} with the method's code, or `timeout`, `connection_lost`: then it may have been carried out
   */
  call(method, body, { timeout = this.#options.timeout } = {}) {
    const what = `Call of ${method}`;
    const begin = Date.now();
    const send = () => {
      const left = timeout - (Date.now() - begin);
      return this.#request(`/realtime/call/${method}`, what, left, { origin: this.#origin }, body ?? null);
    };
    return this.#connector.connection ? send() : withTimeout(this.#connector.connect(), timeout, what).then(send);
  }

  /**
   * A list that stays what a fresh load would give.
   * @template {keyof S['resources'] & string} K
   * @overload
   * @param {string} source the URL of the list
   * @param {import('./types.js').CollectionOf<S, K>} options
   * @returns {Collection<S['resources'][K]>}
   */
  /**
   * @template {keyof S['resources'] & string} K
   * @overload
   * @param {import('./types.js').CollectionOf<S, K>} source the options, with `load`
   * @returns {Collection<S['resources'][K]>}
   */
  /**
   * @template [T=any]
   * @overload
   * @param {string | import('./types.js').AnyCollection<S, T>} source the URL of the list, or the options with `load`
   * @param {import('./types.js').AnyCollection<S, T>} [options]
   * @returns {Collection<T>}
   */
  /**
   * @param {string | import('./options.js').CollectionOptions<any>} source
   * @param {import('./options.js').CollectionOptions<any>} [options]
   */
  collection(source, options = {}) {
    const all = typeof source === 'string' ? { ...options, url: source } : source;
    return new Collection(all, {
      room: (name, roomOptions) => this.room(name, roomOptions),
      fetch: this.#options.fetch,
      origin: this.#origin,
      user: () => this.#user,
      reconnect: this.#options.reconnect,
      onError: (error) => this.#failed(error),
    });
  }

  /** Ends the connection and everything that hangs on it. */
  close() {
    this.#connector.close();
  }

  /**
   * @param {string} destination
   * @param {string} what
   * @param {number} timeout
   * @param {Record<string, string>} headers
   * @param {unknown} body
   */
  #request(destination, what, timeout, headers, body) {
    return this.#calls.start(what, timeout, (id) => {
      const { connection } = this.#connector;
      if (!connection) {
        throw new RealtimeError('not_connected', `${what}: there is no connection`);
      }
      connection.send(destination, { 'correlation-id': id, ...headers }, body);
    });
  }

  /** @param {import('@stomp/stompjs').IMessage} message of the own queue */
  #received({ headers, body: text }) {
    let body;
    try {
      body = JSON.parse(text);
    } catch (error) {
      this.#failed(RealtimeError.of(error, 'invalid_message', false));
      return;
    }
    const { event = 'message' } = headers;
    if (event === 'realtime:reply') {
      this.#calls.reply(headers['correlation-id'], body);
    } else if (event === 'realtime:send:error') {
      const error = new RealtimeError(body.code, body.error);
      const room = this.#rooms.find(body.name);
      room ? room.failed(error) : this.#failed(error);
    } else if (event === 'realtime:join:error') {
      this.#failed(new RealtimeError(body.code, body.error));
    } else if (event !== 'realtime:join:success') {
      if (event !== 'state' && event !== 'error') {
        this.#emitter.emit(event, { ...body, event });
      }
      this.#emitter.emit('*', { ...body, event });
    }
  }

  /** @param {RealtimeError} error */
  #lost(error) {
    this.#renewal.stop();
    const reason = new RealtimeError('connection_lost', `The connection was lost: ${error.message}`, { cause: error });
    this.#calls.endAll(reason);
    this.#rooms.active.forEach((room) => room.lost());
  }

  /**
   * @param {import('./connector.js').State} state
   * @param {RealtimeError} [error]
   */
  #entered(state, error) {
    if (state === 'closed' || state === 'failed') {
      const reason = error ?? new RealtimeError('closed', 'The connection was closed by the page');
      this.#renewal.stop();
      this.#calls.endAll(reason);
      this.#rooms.active.forEach((room) => room.ended(reason));
    }
    this.#emitter.emit('state', state, error);
  }

  /** @param {RealtimeError} error that no promise reports */
  #failed(error) {
    if (this.#emitter.has('error')) {
      this.#emitter.emit('error', error);
    } else {
      console.warn(error);
    }
  }
}

/** @param {string} url */
function socketUrl(url) {
  const absolute = new URL(url, globalThis.location?.href);
  absolute.protocol = absolute.protocol.replace(/^http/, 'ws');
  return absolute.href;
}
