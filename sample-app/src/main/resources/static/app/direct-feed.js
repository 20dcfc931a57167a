// @ts-check
import { ApiError } from './api.js';
import { Outbox } from './outbox.js';

/**
 * A conversation of two. It has no room: its messages come over the user's own queue, and what came while the
 * connection was away is fetched.
 */
export class DirectFeed {
  kind = 'direct';
  /** @type {Map<string, import('./types.js').DirectMessage & { key: string, state: 'sent' }>} */
  #messages = new Map();
  /** @type {ApiError | null} */
  #problem = null;
  #loaded = false;
  /** @type {(() => void)[]} */
  #stops = [];
  /** What is being written here, kept while another conversation is open. */
  draft = '';

  /**
   * @param {import('./chat.js').Live} live
   * @param {string} name the other one
   * @param {() => void} changed
   */
  constructor(live, name, changed) {
    this.live = live;
    this.name = name;
    this.changed = changed;
    this.path = `/api/direct/${encodeURIComponent(name)}`;
    this.outbox = new Outbox((draft) => this.#post(draft), changed);
  }

  open() {
    this.#stops = [
      this.live.realtime.on('direct', ({ data }) => {
        if (data.author === this.name || data.recipient === this.name) this.#arrived([data]);
      }),
      this.live.realtime.on('state', (state) => {
        if (state === 'connected') this.load();
      }),
    ];
    this.load();
  }

  async load() {
    this.#problem = null;
    try {
      const messages = await this.live.session.ask('GET', this.path);
      this.#loaded = true;
      this.#arrived(messages);
    } catch (error) {
      this.#problem = this.#loaded ? null : ApiError.of(error);
      this.changed();
    }
  }

  get loaded() {
    return this.#loaded;
  }

  get problem() {
    return this.#problem;
  }

  get writing() {
    return [];
  }

  get entries() {
    const waiting = this.outbox.waiting().filter(({ ref }) => !this.#messages.has(ref));
    return [...[...this.#messages.values()].sort((a, b) => a.id - b.id), ...waiting];
  }

  /** @param {string} text */
  send(text) {
    return this.outbox.add(this.live.session.name, text);
  }

  sign() {}

  close() {
    this.#stops.forEach((stop) => stop());
  }

  /** @param {import('./outbox.js').Draft} draft */
  async #post({ text, ref }) {
    this.#arrived([await this.live.session.ask('POST', this.path, { text, ref })]);
  }

  /** @param {import('./types.js').DirectMessage[]} messages */
  #arrived(messages) {
    for (const message of messages) {
      this.#messages.set(message.ref, { ...message, key: message.ref, state: 'sent' });
    }
    this.changed();
  }
}
