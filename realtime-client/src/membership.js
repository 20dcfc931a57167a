import { Backoff } from './backoff.js';
import { RealtimeError } from './error.js';
import { Members } from './members.js';
import { Stream } from './stream.js';
import { withTimeout } from './timeout.js';
import { askToken } from './token.js';

/** @typedef {import('./options.js').Joined} Joined */

/**
 * Being in a room, over any number of SUBSCRIBEs: each lost connection, gap or ended token is followed by another one
 * that goes on from the last position.
 */
export class Membership {
  #name;
  #context;
  #listener;
  /** @type {import('./options.js').RoomOptions} */
  #options = {};
  #stream;
  #members = new Members();
  #backoff;
  #wanted = false;
  #established = false;
  #askedAgain = false;
  /** The SUBSCRIBE whose messages count; those of an earlier one are dropped. */
  #subscription = '';
  /** Whether the server has accepted that SUBSCRIBE: nothing counts before its answer. */
  #accepted = false;
  #run = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {string} name
   * @param {import('./options.js').RoomContext} context
   * @param {import('./options.js').MembershipListener} listener
   */
  constructor(name, context, listener) {
    this.#name = name;
    this.#context = context;
    this.#listener = listener;
    this.#backoff = new Backoff(context.reconnect);
    this.#stream = new Stream(context.offsets);
  }

  get destination() {
    return `/topic/rooms${this.#name}`;
  }

  get position() {
    return this.#stream.position?.text;
  }

  get members() {
    return this.#members.list;
  }

  /** @param {import('./options.js').RoomOptions} options */
  configure(options) {
    this.#options = { ...this.#options, ...options };
  }

  start() {
    this.#wanted = true;
    this.#established = false;
    this.#askedAgain = false;
    this.#backoff.reset();
    this.#stream.reset(this.#options.position);
    this.#options.position = undefined;
    this.connected();
  }

  /** There is a connection (again). */
  connected() {
    if (this.#wanted && this.#context.connection()) {
      this.#subscribe();
    }
  }

  /** The connection is gone; another one is being tried. */
  lost() {
    this.#forget();
    if (this.#wanted) {
      this.#listener.onJoining();
    }
  }

  /** @returns {Promise<void>} done when the server has answered, or need not */
  async stop() {
    const connection = this.#context.connection();
    const id = this.#subscription;
    this.#reset();
    if (connection && id) {
      const receipt = `leave-${id}`;
      const answered = new Promise((resolve) => connection.onReceipt(receipt, () => resolve(undefined)));
      connection.unsubscribe(id, { receipt });
      // left it is in any case; the answer only tells when
      await withTimeout(answered, this.#context.timeout, 'Leave').catch(() => undefined);
    }
  }

  /** @param {string} [refused] the code with which the last token was refused */
  async #subscribe(refused) {
    this.#forget();
    const run = this.#run;
    const { timeout } = this.#context;
    let token;
    try {
      token = await withTimeout(askToken(this.#options.token, refused), timeout, 'The token supplier');
    } catch (error) {
      if (run === this.#run) {
        this.#refused(RealtimeError.of(error, 'token_unavailable', true));
      }
      return;
    }
    const connection = this.#context.connection();
    if (run !== this.#run || !connection) {
      return;
    }
    const id = this.#context.nextId();
    this.#subscription = id;
    this.#timer = setTimeout(
      () => this.#refused(new RealtimeError('timeout', `Join of ${this.#name}: no answer in ${timeout} ms`)),
      timeout,
    );
    const { position } = this;
    connection.subscribe(
      this.destination,
      { id, ...(token && { token }), ...(position && { position }) },
      (message) => id === this.#subscription && this.#received(message),
    );
  }

  /** @param {import('@stomp/stompjs').IMessage} message */
  #received({ headers, body: text }) {
    let body;
    try {
      body = JSON.parse(text);
    } catch (error) {
      this.#listener.onError(RealtimeError.of(error, 'invalid_message', false));
      return;
    }
    const { event = 'message', position } = headers;
    switch (event) {
      case 'realtime:join:success':
        this.#entered(body);
        break;
      case 'realtime:join:error':
        this.#subscription = '';
        this.#refused(new RealtimeError(body.code, body.error));
        break;
      case 'realtime:leave':
        this.#subscription = '';
        this.#leftBy(new RealtimeError(body.code, body.error));
        break;
      case 'realtime:resync':
        this.#stream.reset(body.position);
        this.#listener.onEvent('resync', { name: this.#name, position: body.position });
        break;
      case 'realtime:position':
        if (this.#stream.behind(body.position)) {
          this.#heal();
        }
        break;
      case 'realtime:presence':
        this.#members.apply(body);
        this.#listener.onEvent('presence', { joined: [], left: [], ...body, members: this.members });
        break;
      default:
        if (this.#accepted) {
          this.#published(event, position, body);
        }
    }
  }

  /**
   * @param {string} event
   * @param {string | undefined} position
   * @param {any} body
   */
  #published(event, position, body) {
    const fate = this.#stream.accept(position);
    if (fate === 'gap') {
      this.#heal();
    } else if (fate === 'next') {
      const custom = event !== 'realtime:resource';
      this.#listener.onEvent(custom ? event : body.action, { ...body, position }, custom);
    }
  }

  /** @param {Joined} answer */
  #entered({ position, recovered, members }) {
    clearTimeout(this.#timer);
    this.#accepted = true;
    const asked = this.position !== undefined;
    if (!asked || !recovered) {
      this.#stream.reset(position);
    }
    const change = this.#members.replace(members);
    this.#established = true;
    this.#askedAgain = false;
    this.#backoff.reset();
    this.#listener.onJoined({ position, recovered, members });
    if (asked && !recovered) {
      this.#listener.onEvent('resync', { name: this.#name, position });
    }
    if (change) {
      this.#listener.onEvent('presence', { name: this.#name, ...change, members: this.members });
    }
  }

  /** @param {RealtimeError} error */
  #refused(error) {
    if (this.#askAgain(error)) {
      return;
    }
    if (error.retry && this.#established) {
      // nobody waits for this one: goes on trying
      this.#unsubscribe();
      this.#timer = setTimeout(() => this.connected(), this.#backoff.next());
    } else {
      this.#end('refused', error);
    }
  }

  /** @param {RealtimeError} error */
  #leftBy(error) {
    if (!this.#askAgain(error)) {
      this.#end('left', error);
    }
  }

  /** @param {RealtimeError} error */
  #askAgain(error) {
    if (error.code !== 'token_expired' || typeof this.#options.token !== 'function' || this.#askedAgain) {
      return false;
    }
    this.#askedAgain = true;
    this.#subscribe(error.code);
    return true;
  }

  /** Joins again from the last position: something in between did not arrive. */
  #heal() {
    this.#unsubscribe();
    this.#listener.onJoining();
    this.#subscribe();
  }

  /**
   * @param {'refused' | 'left'} state
   * @param {RealtimeError} error
   */
  #end(state, error) {
    this.#unsubscribe();
    this.#reset();
    this.#listener.onEnded(state, error);
  }

  #reset() {
    this.#forget();
    this.#wanted = false;
    this.#stream.reset(undefined);
    this.#members.replace(undefined);
  }

  #unsubscribe() {
    if (this.#subscription) {
      this.#context.connection()?.unsubscribe(this.#subscription);
    }
    this.#forget();
  }

  #forget() {
    this.#run++;
    this.#subscription = '';
    this.#accepted = false;
    clearTimeout(this.#timer);
  }
}
