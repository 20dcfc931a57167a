// @ts-check
import { ApiError } from './api.js';
import { membersOf } from './format.js';
import { Outbox } from './outbox.js';

/** How many messages the page keeps, as many as the server lists. */
const LIMIT = 200;

/** How long somebody counts as writing after the last sign of it, in milliseconds. */
const WRITING = 4000;

/**
 * A channel as a conversation: its messages as a live collection, who is here and who is writing by its room.
 */
export class ChannelFeed {
  kind = 'channel';
  /** @type {Set<string>} */
  #writing = new Set();
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  #writingTimers = new Map();
  /** @type {import('./entry.js').Notice[]} */
  #notices = [];
  /** @type {ApiError | null} */
  #problem = null;
  #loaded = false;
  #lastSign = 0;
  /** @type {(() => void)[]} */
  #stops = [];
  /** What is being written here, kept while another conversation is open. */
  draft = '';

  /**
   * @param {import('./chat.js').Live} live
   * @param {number} id
   * @param {() => void} changed
   */
  constructor(live, id, changed) {
    this.live = live;
    this.id = id;
    this.changed = changed;
    this.path = `/api/channels/${id}/messages`;
    this.outbox = new Outbox((draft) => this.#create(draft), changed);
  }

  /** Enters the channel: its messages, who is there, who is writing. */
  open() {
    const { realtime } = this.live;
    const room = realtime.room(`/channels/${this.id}`);
    this.room = room;
    this.#stops = [
      room.on('presence', this.changed),
      room.on('state', this.changed),
      room.on('writing', ({ actor = '' }) => this.#wrote(actor)),
      room.on('created', (event) => event.type === 'message' && this.#stopped(event.resource.author)),
      room.on('notice', ({ id, data, at }) => {
        this.#notices.push({ key: id, notice: String(data?.text ?? ''), sentAt: at });
        this.changed();
      }),
    ];
    this.load();
  }

  /** Loads the messages and keeps them current. */
  load() {
    this.#problem = null;
    this.#loaded = false;
    this.collection?.close();
    this.collection = this.live.realtime.collection(this.path, {
      type: 'message',
      key: 'ref',
      sort: newestFirst,
      limit: LIMIT,
    });
    this.collection.on('error', (error) => {
      // what is there already is worth more than an error about what might follow
      this.#problem = this.#loaded ? null : ApiError.of(error);
      this.changed();
    });
    this.collection.subscribe(() => {
      this.#problem = null;
      this.#loaded = true;
      this.changed();
    });
    this.outbox.retryAll();
    this.changed();
  }

  get loaded() {
    return this.#loaded;
  }

  get problem() {
    return this.#problem;
  }

  get writing() {
    return [...this.#writing];
  }

  get here() {
    return membersOf(this.room);
  }

  /** Everything to show, oldest first; what did not arrive comes last. */
  get entries() {
    const { collection, outbox } = this;
    const arrived = (collection?.items ?? [])
      .map((message) => said(message, message.id === undefined ? 'sending' : 'sent'))
      .reverse();
    const shown = new Set(arrived.map((message) => message.key));
    const waiting = outbox.waiting().filter(({ ref }) => !shown.has(ref));
    return [...this.#withNotices(arrived), ...waiting];
  }

  /** @param {string} text */
  send(text) {
    this.#lastSign = 0;
    return this.outbox.add(this.live.session.name, text);
  }

  /**
   * @param {import('./types.js').Message} message
   * @param {string} text
   */
  edit({ ref, id }, text) {
    const patch = { text, editedAt: new Date().toISOString() };
    return this.collection?.update(ref, patch, () => this.live.session.ask('PUT', `${this.path}/${id}`, { text }));
  }

  /** @param {import('./types.js').Message} message */
  remove({ ref, id }) {
    return this.collection?.delete(ref, () => this.live.session.ask('DELETE', `${this.path}/${id}`));
  }

  /** Tells the others that something is being written, at most every other second. */
  sign() {
    if (Date.now() - this.#lastSign > WRITING / 2) {
      this.#lastSign = Date.now();
      this.room?.send('writing', {});
    }
  }

  /** Leaves the channel. What did not arrive stays in the outbox. */
  close() {
    this.#stops.forEach((stop) => stop());
    this.#writingTimers.forEach((timer) => clearTimeout(timer));
    this.#writingTimers.clear();
    this.#writing.clear();
    this.collection?.close();
    this.collection = undefined;
  }

  /** @param {import('./outbox.js').Draft} draft */
  #create(draft) {
    const post = () => this.live.session.ask('POST', this.path, { text: draft.text, ref: draft.ref });
    return this.collection ? this.collection.create({ channelId: this.id, ...draft }, post) : post();
  }

  /** @param {import('./entry.js').Said[]} messages in their order, which is not that of the clocks of those who write */
  #withNotices(messages) {
    /** @type {import('./entry.js').Shown[]} */
    const entries = [...messages];
    for (const notice of this.#notices) {
      const later = entries.findIndex(({ state, sentAt }) => state === 'sent' && sentAt > notice.sentAt);
      entries.splice(later < 0 ? entries.length : later, 0, notice);
    }
    return entries;
  }

  /** @param {string} user */
  #wrote(user) {
    if (user === this.live.session.name) return;
    this.#stopped(user);
    this.#writing.add(user);
    this.#writingTimers.set(
      user,
      setTimeout(() => {
        this.#stopped(user);
        this.changed();
      }, WRITING),
    );
    this.changed();
  }

  /** @param {string} user */
  #stopped(user) {
    clearTimeout(this.#writingTimers.get(user));
    this.#writingTimers.delete(user);
    this.#writing.delete(user);
  }
}

/**
 * @param {import('./types.js').Message} message
 * @param {'sent' | 'sending'} state
 * @returns {import('./entry.js').Said}
 */
function said(message, state) {
  return { ...message, key: message.ref, state };
}

/**
 * Ids grow; what has none yet is the newest.
 *
 * @param {import('./types.js').Message} a
 * @param {import('./types.js').Message} b
 */
function newestFirst(a, b) {
  if (a.id === undefined || b.id === undefined) {
    return Number(a.id !== undefined) - Number(b.id !== undefined) || Date.parse(b.sentAt) - Date.parse(a.sentAt);
  }
  return b.id - a.id;
}
