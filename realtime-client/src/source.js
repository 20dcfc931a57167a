import { Backoff } from './backoff.js';
import { RealtimeError } from './error.js';
import { asPass, readListing } from './listing.js';
import { Position } from './position.js';
import { withTimeout } from './timeout.js';
import { expiryOf } from './token.js';

/**
 * @typedef {import('./listing.js').Pass} Pass
 * @typedef {import('./listing.js').Listing} Listing
 * @typedef {object} SourceOptions
 * @property {() => Promise<any>} load
 * @property {(string | Pass)[] | undefined} rooms where the answer of the load does not tell
 * @property {number} jitter milliseconds
 * @property {{ min: number, max: number }} reconnect
 * @property {(name: string, options: import('./options.js').RoomOptions) => import('./room.js').Room} room
 *
 * @typedef {{ pass: Pass, room: import('./room.js').Room, held: boolean, stop: () => void }} Watched
 *
 * @typedef {{ room: string, event: any }} Heard
 *
 * @typedef {object} SourceListener
 * @property {() => unknown} onLoading a load begins; what this returns is given back with its answer
 * @property {(listing: Listing, begun: any, since: Heard[]) => void} onLoaded
 * @property {(room: string, event: any) => void} onEvent
 * @property {(error: RealtimeError) => void} onError
 * @property {() => void} onState
 */

/** So long a load waits for rooms to be joined before it, in milliseconds. */
const PATIENCE = 1_000;

/** A room token that ends sooner than this is not worth a try. */
const MARGIN = 5_000;

/**
 * Where a live collection gets its rows: loads, and the rooms that go on from them.
 *
 * A load tells the rooms' positions from before it read the data, so that joining from there misses nothing. Events that
 * arrive while a load is under way are given again behind its answer, which may be older than they are.
 */
export class Source {
  #options;
  #listener;
  #backoff;
  /** @type {Map<string, Watched>} */
  #watched = new Map();
  /** @type {Promise<void> | undefined} */
  #loading;
  /** Events since the present load began: its answer may be older. @type {Heard[]} */
  #since = [];
  /** How many loads have asked the server. */
  #loads = 0;
  #again = false;
  #refused = false;
  #failed = false;
  #closed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {SourceOptions} options
   * @param {SourceListener} listener
   */
  constructor(options, listener) {
    this.#options = options;
    this.#listener = listener;
    this.#backoff = new Backoff(options.reconnect);
  }

  /** How many rooms are followed. */
  get rooms() {
    return this.#watched.size;
  }

  /** live: the rows are as new as the server can make them; stale: they will be again; failed: they will not. */
  get state() {
    if (this.#failed) {
      return 'failed';
    }
    const joined = [...this.#watched.values()].every(({ room }) => room.state === 'joined');
    return joined && !this.#loading && this.#timer === undefined ? 'live' : 'stale';
  }

  /**
   * Loads now; one load at a time.
   * @returns {Promise<void>}
   * @throws {RealtimeError} where it fails, or the collection is closed
   */
  load() {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = undefined;
      this.#since = [];
      if (this.#again && !this.#closed) {
        this.#again = false;
        this.reloadSoon(0);
      }
      this.#listener.onState();
    });
    return this.#loading;
  }

  /**
   * Loads a little later, by chance: what asks for it asks every client.
   * @param {number} [within] milliseconds
   */
  reloadSoon(within = this.#options.jitter) {
    if (this.#loading) {
      this.#again = true;
    } else if (this.#timer === undefined && !this.#closed) {
      this.#reloadIn(Math.random() * within);
    }
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    [...this.#watched.keys()].forEach((name) => this.#unwatch(name));
  }

  /** @param {number} millis */
  #reloadIn(millis) {
    this.#timer = setTimeout(() => this.load().catch(() => undefined), millis);
    this.#listener.onState();
  }

  async #load() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const begun = this.#listener.onLoading();
    try {
      await this.#joinFirst();
      this.#loads++;
      const listing = await readListing(await this.#options.load());
      if (this.#closed) {
        throw new RealtimeError('closed', 'The collection was closed');
      }
      this.#backoff.reset();
      this.#failed = false;
      this.#listener.onLoaded(listing, begun, this.#since);
      if (!this.#options.rooms) {
        this.#follow(listing.passes);
      }
    } catch (cause) {
      const error = RealtimeError.of(cause, 'connection_lost', true);
      if (!this.#closed) {
        this.#failed = !error.retry;
        this.#listener.onError(error);
        if (error.retry) {
          this.#reloadIn(this.#backoff.next());
        }
      }
      throw error;
    }
  }

  /** Rooms that are known before are joined before: then nothing can happen between load and join. */
  async #joinFirst() {
    const joins = (this.#options.rooms ?? []).map((pass) => this.#watch(asPass(pass), true));
    if (joins.some((join) => join !== undefined)) {
      await withTimeout(Promise.allSettled(joins), PATIENCE, 'Join').catch(() => undefined);
    }
  }

  /** @param {Pass[]} passes */
  #follow(passes) {
    if (passes.length === 0) {
      const message =
        'The answer names no rooms, neither in the header Realtime-Rooms nor as websockets: nothing is live';
      this.#listener.onError(new RealtimeError('no_rooms', message, { retry: false }));
    }
    const names = new Set(passes.map(({ room }) => room));
    [...this.#watched.keys()].filter((name) => !names.has(name)).forEach((name) => this.#unwatch(name));
    passes.forEach((pass) => this.#watch(pass, false));
  }

  /**
   * @param {Pass} pass
   * @param {boolean} loadFollows
   * @returns {Promise<void> | undefined} the join, undefined where it is joined already
   */
  #watch(pass, loadFollows) {
    const name = pass.room;
    const known = this.#watched.get(name);
    if (known?.held) {
      known.pass = pass;
      return undefined;
    }
    known?.stop();
    const token = loadFollows || !pass.token ? pass.token : (/** @type {any} */ request) => this.#token(name, request);
    const room = this.#options.room(name, { token, position: loadFollows ? undefined : pass.position });
    const shared = room.used;
    const stops = ['created', 'updated', 'deleted'].map((action) =>
      room.on(action, (event) => this.#heard(name, event)),
    );
    const watched = { pass, room, held: true, stop: () => stops.forEach((stop) => stop()) };
    stops.push(room.on('resync', () => this.reloadSoon()));
    stops.push(room.on('state', (state, error) => this.#stateOf(watched, state, error)));
    this.#watched.set(name, watched);
    const loads = this.#loads;
    return room.join().then(
      () => {
        // somebody else's room may be ahead of the load, and one without position has begun behind it
        const loaded = Position.parse(pass.position);
        const now = Position.parse(room.position);
        const missed = loadFollows ? this.#loads > loads : !loaded || (shared && now && !loaded.covers(now));
        if (missed && watched.held) {
          this.reloadSoon(0);
        }
      },
      (error) => this.#stateOf(watched, 'refused', error),
    );
  }

  /**
   * @param {string} room
   * @param {any} event
   */
  #heard(room, event) {
    if (this.#loading) {
      this.#since.push({ room, event });
    }
    this.#listener.onEvent(room, event);
  }

  /** @param {string} name */
  #unwatch(name) {
    const watched = this.#watched.get(name);
    this.#watched.delete(name);
    watched?.stop();
    if (watched?.held) {
      watched.room.leave();
    }
  }

  /**
   * The room token, from a new load where the one at hand is too old.
   * @param {string} name
   * @param {{ refused?: string }} request
   */
  async #token(name, { refused }) {
    const token = () => this.#watched.get(name)?.pass.token;
    const expiry = expiryOf(token());
    if (refused || (expiry !== undefined && expiry < Date.now() + MARGIN)) {
      await this.load();
    }
    return token();
  }

  /**
   * @param {Watched} watched
   * @param {string} state
   * @param {RealtimeError | undefined} error
   */
  #stateOf(watched, state, error) {
    if (this.#closed || !watched.held) {
      return;
    }
    if (state === 'joined') {
      this.#refused = false;
    } else if (state === 'refused' || state === 'left') {
      watched.held = false;
      this.#ended(error ?? new RealtimeError('left', `${watched.room.name} was left by somebody else`));
    }
    this.#listener.onState();
  }

  /** @param {RealtimeError} error why a room has ended */
  #ended(error) {
    if (error.code === 'closed') {
      return;
    }
    if (error.retry) {
      this.#listener.onError(error);
      this.reloadSoon(this.#backoff.next());
    } else {
      // a new load may still let us in, or say what is left to be seen; once, not in circles
      this.#failed = this.#refused;
      this.#listener.onError(error);
      if (!this.#refused) {
        this.#refused = true;
        this.reloadSoon();
      }
    }
  }
}
