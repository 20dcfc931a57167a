import { Emitter } from './emitter.js';
import { RealtimeError } from './error.js';
import { Membership } from './membership.js';
import { withTimeout } from './timeout.js';

/**
 * @typedef {'idle' | 'joining' | 'joined' | 'refused' | 'left'} RoomState
 * @typedef {import('./options.js').Joined} Joined
 */

/** Names whose handlers expect a form of their own; an application's event of such a name goes to `*` only. */
const BUILT_IN = new Set(['created', 'updated', 'deleted', 'presence', 'resync', 'state', 'error', '*']);

/**
 * A named place whose events this client receives. There is one Room for a name; it is left on the server when every
 * `join()` has been answered by a `leave()`.
 * @template {import('./types.js').Schema} [S=any]
 */
export class Room {
  #name;
  #context;
  #membership;
  #emitter = new Emitter();
  /** @type {RoomState} */
  #state = 'idle';
  /** @type {RealtimeError | undefined} */
  #error;
  #joins = 0;
  #configured = false;
  /** @type {Joined} */
  #joined = {};
  /** The join that waits for its outcome. @type {Pending | undefined} */
  #pending;

  /**
   * @param {string} name
   * @param {import('./options.js').RoomContext} context
   */
  constructor(name, context) {
    this.#name = name;
    this.#context = context;
    this.#membership = new Membership(name, context, {
      onJoining: () => this.#enter('joining'),
      onJoined: (joined) => this.#entered(joined),
      onEnded: (state, error) => this.#ended(state, error),
      onEvent: (event, payload, custom) => this.#emit(event, payload, custom),
      onError: (error) => this.failed(error),
    });
  }

  get name() {
    return this.#name;
  }

  get state() {
    return this.#state;
  }

  /** Why the room was refused, or ended by the server. */
  get error() {
    return this.#error;
  }

  /** The position of the last event received, undefined while the room is not joined. */
  get position() {
    return this.#membership.position;
  }

  /** Who is here, where presence is on. */
  get members() {
    return this.#membership.members;
  }

  /** Whether somebody has joined it, or is about to. */
  get used() {
    return this.#joins > 0;
  }

  /** @param {import('./options.js').RoomOptions} options a position counts for a room that is not joined yet */
  configure({ position, ...options }) {
    this.#configured = true;
    this.#keep();
    this.#membership.configure(this.used ? options : { ...options, position });
  }

  /**
   * `created`, `updated` and `deleted` resources, `presence`, `resync`, `state`, `error`, the application's own events by
   * their names, and `*` for all events that come from the server, whose name is the property `event`.
   * @template {string} E
   * @param {E} name
   * @param {import('./types.js').RoomHandler<S, E>} handler
   * @returns {() => void} removes this handler
   */
  on(name, handler) {
    const off = this.#emitter.on(name, handler);
    this.#keep();
    return () => {
      off();
      this.#keep();
    };
  }

  /**
   * @returns {Promise<Joined>}
   * @throws {RealtimeError} with the server's code, or `timeout`, `left`, `closed`; then there is nothing to leave
   */
  join() {
    this.#joins++;
    this.#keep();
    if (this.#state === 'joined') {
      return Promise.resolve({ ...this.#joined, position: this.position, members: this.members });
    }
    if (this.#pending) {
      return this.#pending.promise;
    }
    const pending = new Pending();
    this.#pending = pending;
    withTimeout(pending.promise, this.#context.timeout, `Join of ${this.#name}`).catch((error) => {
      if (this.#pending === pending) {
        this.#membership.stop();
        this.#ended('refused', error);
      }
    });
    if (this.#state !== 'joining') {
      this.#enter('joining');
      this.#membership.start();
    }
    if (!this.#context.connection()) {
      this.#context.connect().catch((error) => this.#pending === pending && this.ended(error));
    }
    return pending.promise;
  }

  /**
   * Takes one join back; the last one leaves. Never fails, and does nothing where nothing is joined.
   * @returns {Promise<void>}
   */
  async leave() {
    if (this.#joins > 0 && --this.#joins === 0) {
      await this.#leave();
    }
  }

  /**
   * Takes all joins and handlers back.
   * @returns {Promise<void>}
   */
  async leaveAll() {
    this.#emitter.clear();
    this.#configured = false;
    if (this.#joins > 0) {
      this.#joins = 0;
      await this.#leave();
    }
    this.#keep();
  }

  /**
   * Sends an event into the room, where the server lets this user. A refusal comes as `error`.
   * @param {string} event
   * @param {unknown} [data]
   * @returns {boolean} false if there is no connection: such an event is not kept for later
   */
  send(event, data) {
    const connection = this.#context.connection();
    connection?.send(this.#membership.destination, { event, origin: this.#context.origin }, data ?? null);
    return connection !== undefined;
  }

  /** There is a connection (again). */
  connected() {
    this.#membership.connected();
  }

  /** The connection is gone; another one is being tried. */
  lost() {
    this.#membership.lost();
  }

  /**
   * There will be no connection.
   * @param {RealtimeError} error
   */
  ended(error) {
    if (this.#joins > 0) {
      this.#membership.stop();
      this.#ended('left', error);
    }
  }

  /**
   * Something failed that no promise reports.
   * @param {RealtimeError} error
   */
  failed(error) {
    if (this.#emitter.has('error')) {
      this.#emitter.emit('error', error);
    } else {
      this.#context.onError(error);
    }
  }

  #leave() {
    const left = this.#membership.stop();
    this.#ended('left');
    return left;
  }

  /** @param {Joined} joined */
  #entered(joined) {
    this.#joined = joined;
    this.#error = undefined;
    this.#enter('joined');
    this.#pending?.resolve(joined);
    this.#pending = undefined;
  }

  /**
   * @param {'refused' | 'left'} state
   * @param {RealtimeError} [error]
   */
  #ended(state, error) {
    const pending = this.#pending;
    this.#pending = undefined;
    this.#joins = 0;
    this.#configured = false;
    this.#error = error;
    this.#enter(state, error);
    pending?.reject(error ?? new RealtimeError('left', `${this.#name} was left before the answer came`));
    this.#keep();
  }

  /** What was set up for a first join is kept for it. */
  #keep() {
    this.#context.keep(this, this.used || this.#configured || !this.#emitter.empty);
  }

  /**
   * @param {string} name
   * @param {any} payload
   * @param {boolean} [custom]
   */
  #emit(name, payload, custom = false) {
    const event = { ...payload, event: name };
    if (!custom || !BUILT_IN.has(name)) {
      this.#emitter.emit(name, event);
    }
    this.#emitter.emit('*', event);
  }

  /**
   * @param {RoomState} state
   * @param {RealtimeError} [error]
   */
  #enter(state, error) {
    if (state !== this.#state) {
      this.#state = state;
      this.#emitter.emit('state', state, error);
    }
  }
}

class Pending {
  /** @type {(joined: Joined) => void} */
  resolve = () => {};
  /** @type {(error: RealtimeError) => void} */
  reject = () => {};
  /** @type {Promise<Joined>} */
  promise = new Promise((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}
