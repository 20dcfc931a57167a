import { Changes } from './changes.js';
import { Emitter } from './emitter.js';
import { RealtimeError } from './error.js';
import { Items } from './items.js';
import { Requests } from './requests.js';
import { Rows } from './rows.js';
import { Source } from './source.js';
import { View } from './view.js';

/**
 * Rows of a list, kept what a fresh load would give by the events of its rooms, with this page's own changes laid over
 * until the server has confirmed them.
 * @template [T=any]
 */
export class Collection {
  #context;
  #key;
  #type;
  #rows;
  /** @type {Changes} */
  #changes;
  #view;
  /** @type {Source} */
  #source;
  #requests;
  #emitter = new Emitter();
  /** @type {import('./options.js').CollectionState} */
  #state = 'loading';
  /** @type {RealtimeError | undefined} */
  #error;
  /** @type {Items<T>} */
  #items = new Items(() => this.#compute());
  /** @type {Map<unknown, import('./view.js').Shown>} */
  #shown = new Map();

  /** Resolved with the first load, rejected where that fails; it may still succeed later. @type {Promise<void>} */
  ready;

  /**
   * @param {import('./options.js').CollectionOptions<T>} options
   * @param {import('./options.js').CollectionContext} context
   */
  constructor(options, context) {
    const { url, load, rooms, key = 'id', type, version = 'version', jitter = 2_000, settle = 5_000 } = options;
    if (url === undefined && load === undefined) {
      throw new TypeError('A collection needs an URL or the option load');
    }
    this.#context = context;
    this.#key = reader(key);
    this.#type = type === undefined ? undefined : new Set([type].flat());
    this.#rows = new Rows(reader(version));
    this.#changes = new Changes(this.#rows, reader(version), {
      isMine: (event) => this.#isMine(event),
      severalRooms: () => this.#source.rooms > 1,
    });
    this.#requests = new Requests({
      changes: this.#changes,
      key: (item) => this.#optionalKey(item),
      origin: context.origin,
      firstLoad: () => (this.#items.loaded ? undefined : this.ready),
      settle,
      onChange: () => this.#items.touch(),
      onSilence: () => this.#source.reloadSoon(),
    });
    this.#view = new View({ sort: options.sort, filter: options.filter, limit: options.limit });
    this.#source = new Source(
      {
        load: load ? async () => load() : () => this.#fetch(/** @type {string} */ (url)),
        rooms,
        jitter,
        reconnect: context.reconnect,
        room: context.room,
      },
      {
        onLoading: () => this.#changes.answered(),
        onLoaded: (listing, begun, since) => this.#reloaded(listing, begun, since),
        onEvent: (room, event) => this.#apply(room, event),
        onError: (error) => this.#failed(error),
        onState: () => this.#enter(),
      },
    );
    this.ready = this.#source.load();
    // told as error as well: a page that shows it needs not await it
    this.ready.catch(() => undefined);
  }

  /** @returns {readonly T[]} the rows, another array after each change */
  get items() {
    return this.#items.current;
  }

  get state() {
    return this.#state;
  }

  /** What failed last, until a load succeeds. */
  get error() {
    return this.#error;
  }

  /**
   * `state` and `error`.
   * @param {string} name
   * @param {(event: any) => void} handler
   * @returns {() => void} removes this handler
   */
  on(name, handler) {
    return this.#emitter.on(name, handler);
  }

  /**
   * Calls back with the rows: at once if they are loaded, and after each change.
   * @param {(items: readonly T[]) => void} callback
   * @returns {() => void} stops it
   */
  subscribe(callback) {
    return this.#items.subscribe(callback);
  }

  /** The rows, and again after each change; where the reader is slow, the latest ones only. Ends when closed. */
  [Symbol.asyncIterator]() {
    return this.#items[Symbol.asyncIterator]();
  }

  /**
   * Shows a draft at once, until its row is there or the server refuses it.
   * @param {Partial<T>} draft
   * @param {(request: { origin: string }) => any} request does it: gives a Response, the entity or nothing
   * @returns {Promise<T>} what the server answered with
   * @throws what the request throws; RealtimeError `http_<status>` for a Response that is not ok
   */
  create(draft, request) {
    return this.#requests.run('create', this.#optionalKey(draft), draft, request);
  }

  /**
   * Shows changed properties at once, until the server has carried them out or refused.
   * @param {T | string | number} item or its key
   * @param {Partial<T>} patch
   * @param {(request: { origin: string }) => any} request
   * @returns {Promise<T>}
   */
  update(item, patch, request) {
    return this.#requests.run('update', this.#keyOf(item), patch, request);
  }

  /**
   * Hides a row at once, and shows it again if the server refuses.
   * @param {T | string | number} item or its key
   * @param {(request: { origin: string }) => any} request
   * @returns {Promise<T>}
   */
  delete(item, request) {
    return this.#requests.run('delete', this.#keyOf(item), undefined, request);
  }

  /**
   * Whether a row shows what the server has not confirmed yet.
   * @param {T} item of `items`
   */
  pending(item) {
    return this.items.includes(item) && this.#shown.get(item)?.change !== undefined;
  }

  /**
   * Names a row for rendering: a draft keeps its name when it becomes the server's row.
   * @param {T} item of `items`
   * @returns {string}
   */
  keyOf(item) {
    return (this.items.includes(item) && this.#shown.get(item)?.key) || this.#keyOf(item);
  }

  /** Loads again now. */
  reload() {
    return this.#source.load();
  }

  close() {
    if (this.#state !== 'closed') {
      this.#source.close();
      this.#requests.close();
      this.#state = 'closed';
      this.#items.close();
      this.#emitter.emit('state', 'closed');
      this.#emitter.clear();
    }
  }

  /**
   * @param {import('./listing.js').Listing} listing
   * @param {import('./options.js').Change[]} contained
   * @param {import('./source.js').Heard[]} since
   */
  #reloaded({ items, total, passes }, contained, since) {
    const before = this.#items.loaded ? new Set(this.#rows.keys()) : undefined;
    const keyed = new Map(items.map((item) => [this.#keyOf(item), item]));
    this.#rows.replace(keyed, passes);
    this.#changes.reloaded(contained, before ?? new Set(keyed.keys()));
    this.#view.loaded(items, total);
    this.#error = undefined;
    since.forEach(({ room, event }) => this.#apply(room, event, before));
    this.#items.load();
  }

  /**
   * @param {string} room
   * @param {any} event
   * @param {Set<string>} [before] keys that were there before the rows were loaded
   */
  #apply(room, event, before) {
    const { action, type, resource } = event;
    if (this.#type && !this.#type.has(type)) {
      return;
    }
    // what is deleted by id comes as the id
    const key = this.#optionalKey(resource);
    if (key === undefined) {
      this.#failed(new RealtimeError('invalid_message', `An event '${action}' of type '${type}' has no key`));
      return;
    }
    const seen = this.#rows.isKnown(key) || before?.has(key);
    const taken = this.#rows.apply(room, event, key, resource);
    this.#changes.confirm(event, key, this.#rows.get(key), taken && !seen && action !== 'deleted');
    this.#items.touch();
  }

  /** @param {string} url */
  #fetch(url) {
    return this.#context.fetch(url, {
      headers: { Accept: 'application/json', 'Realtime-Origin': this.#context.origin },
      cache: 'no-store',
    });
  }

  /** @param {T | string | number} item */
  #keyOf(item) {
    const key = this.#optionalKey(item);
    if (key === undefined) {
      throw new RealtimeError('invalid_listing', 'An item has no key: name the property that has it by the option key');
    }
    return key;
  }

  /** @param {any} item or a key */
  #optionalKey(item) {
    const key = typeof item === 'object' && item !== null ? this.#key(item) : item;
    return key === undefined || key === null ? undefined : String(key);
  }

  /** @param {import('./options.js').ChangeEvent} event */
  #isMine({ origin, actor }) {
    return origin === undefined
      ? actor === undefined || actor === this.#context.user()
      : origin === this.#context.origin;
  }

  #compute() {
    const { shown, short } = this.#view.of(this.#changes.overlay());
    this.#shown = new Map(shown.map((row) => [row.value, row]));
    if (short) {
      this.#source.reloadSoon();
    }
    return shown.map(({ value }) => value);
  }

  /** @param {RealtimeError} error */
  #failed(error) {
    this.#error = error;
    if (this.#emitter.has('error')) {
      this.#emitter.emit('error', error);
    } else {
      this.#context.onError(error);
    }
    this.#enter();
  }

  #enter() {
    const { state: of } = this.#source;
    const state = this.#items.loaded || of === 'failed' ? of : 'loading';
    if (this.#state !== 'closed' && state !== this.#state) {
      this.#state = state;
      if (state === 'failed') {
        this.#items.fail(this.#error);
      }
      this.#emitter.emit('state', state);
    }
  }
}

/**
 * @param {PropertyKey | ((item: any) => any)} property
 * @returns {(item: any) => any}
 */
function reader(property) {
  return typeof property === 'function' ? property : (item) => item[property];
}
