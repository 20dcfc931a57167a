// @ts-check
import { Realtime } from '/realtime-client/index.js';
import { arrange, el, toast } from './dom.js';
import { membersOf, names } from './format.js';
import { ChannelFeed } from './channel-feed.js';
import { Conversation } from './conversation.js';
import { DirectFeed } from './direct-feed.js';
import { Sidebar } from './sidebar.js';
import { channelDetails, jump, newChannel, shortcuts } from './dialogs.js';

/** What every part of the page works with: who it is for, and the connection. */
export class Live {
  /** @param {import('./session.js').Session} session */
  constructor(session) {
    this.session = session;
    /** @type {Realtime<import('./types.js').Types>} */
    this.realtime = new Realtime({
      url: '/realtime',
      token: () => session.refresh(),
      fetch: (path, options) => session.fetch(path, options),
    });
    session.origin = this.realtime.origin;
  }
}

/** The page after the login. */
export class Chat {
  /** @type {Map<string, any>} */
  #feeds = new Map();
  /** @type {Map<string, number>} */
  #unreadDirect = new Map();
  /** @type {any} */
  #current = null;
  #key = '';
  #loaded = false;

  /**
   * @param {HTMLElement} root
   * @param {import('./session.js').Session} session
   * @returns {Promise<Chat>}
   */
  static async open(root, session) {
    const { people } = await session.ask('GET', '/api/people');
    names.fill(people);
    return new Chat(root, session);
  }

  /**
   * @param {HTMLElement} root
   * @param {import('./session.js').Session} session
   */
  constructor(root, session) {
    this.session = session;
    this.live = new Live(session);
    this.seenKey = `loom.seen.${session.name}`;
    /** @type {Record<string, number>} */
    this.seen = JSON.parse(localStorage.getItem(this.seenKey) ?? '{}');

    this.sidebar = new Sidebar(session, {
      create: () => newChannel(session, ({ id }) => (location.hash = `#/channels/${id}`)),
      jump: () => jump(this.#lines()),
      shortcuts,
      logout: () => this.#logout(),
      connect: () => this.#connect(),
    });
    this.conversation = new Conversation(this.live, {
      back: () => (location.hash = '#/'),
      details: () => channelDetails(this.live, this.#current),
      read: () => this.#read(),
    });
    this.banner = el(
      'div.banner',
      { hidden: true },
      'You are offline. What you write is sent when the connection is back.',
    );
    const nothing = el(
      'main.nothing',
      {},
      el('h1', {}, `Hello, ${names.first(session.name)}`),
      el('p', {}, 'Choose a channel or a person.'),
    );
    this.element = el(
      'div.chat',
      {},
      this.sidebar.element,
      el('div.stage', {}, this.banner, nothing, this.conversation.element),
    );
    arrange(root, [this.element]);

    const { realtime } = this.live;
    realtime.on('state', (state) => this.#state(state));
    realtime.on('direct', ({ data }) => this.#direct(data));
    realtime.on('notice', ({ data }) => toast(String(data?.text ?? '')));
    this.lobby = realtime.room('/lobby', { token: () => this.#lobbyToken() });
    this.lobby.on('presence', () => this.#draw());
    this.lobby.on('state', () => this.#draw());
    this.channels = realtime.collection('/api/channels', { type: 'channel', sort: byName });
    this.channels.subscribe(() => this.#listed());
    this.channels.on('error', (error) => {
      if (!this.#loaded) toast(`The channels cannot be listed: ${error.message}`);
    });
    // a short interruption may cost a request and spare the connection
    addEventListener('online', () => this.#retry());
    addEventListener('hashchange', () => this.#route());
    addEventListener('keydown', (event) => this.#shortcut(event));
    document.addEventListener('visibilitychange', () => this.#read());
    this.#state('connecting');
    this.#connect();
    this.lobby.join().catch((error) => toast(`Who is online is not known: ${error.message}`));
  }

  #listed() {
    const first = !this.#loaded;
    this.#loaded = true;
    if (first) this.#route();
    else this.#draw();
  }

  #connect() {
    this.live.realtime.connect().catch((/** @type {any} */ error) => {
      // a token that is refused will be refused again; whatever else went wrong, the client tries by itself
      if (!error.retry) this.sidebar.connection('failed', error.message);
    });
  }

  /** @param {'connecting' | 'connected' | 'reconnecting' | 'failed' | 'closed'} state */
  #state(state) {
    this.sidebar.connection(state);
    this.banner.hidden = state !== 'reconnecting';
    if (state === 'connected') this.#retry();
  }

  #retry() {
    for (const feed of this.#feeds.values()) feed.outbox.retryAll();
  }

  async #lobbyToken() {
    const { websockets } = await this.session.ask('GET', '/api/people');
    return websockets[0]?.token;
  }

  /** Opens what the address names. */
  #route() {
    const [, kind, id] = location.hash.split('/');
    if (kind === 'channels') {
      const channel = this.channels.items.find((item) => String(item.id) === id);
      return channel
        ? this.#open(`channels/${id}`, () => new ChannelFeed(this.live, channel.id, () => this.#changed()))
        : this.#missing();
    }
    if (kind === 'direct' && names.all().includes(id)) {
      return this.#open(`direct/${id}`, () => new DirectFeed(this.live, id, () => this.#changed()));
    }
    const first = this.channels.items.find((item) => item.name === 'general') ?? this.channels.items[0];
    if (first && !matchMedia('(max-width: 720px)').matches) location.replace(`#/channels/${first.id}`);
    else this.#close();
  }

  #missing() {
    toast('There is no such channel, or it is private');
    location.replace('#/');
  }

  /**
   * @param {string} key
   * @param {() => any} make
   */
  #open(key, make) {
    if (key === this.#key) return;
    this.#close();
    this.#key = key;
    const feed = this.#feeds.get(key) ?? make();
    this.#feeds.set(key, feed);
    feed.open();
    this.element.classList.add('open');
    this.conversation.open(feed);
    this.#draw();
    if (matchMedia('(hover: hover)').matches) this.conversation.composer.focus();
  }

  #close() {
    this.#feeds.get(this.#key)?.close();
    this.#key = '';
    this.#current = null;
    this.element.classList.remove('open');
    this.#draw();
  }

  #changed() {
    this.conversation.render();
  }

  /** @param {import('./types.js').DirectMessage} message */
  #direct({ author }) {
    if (author === this.session.name) return;
    if (this.#key !== `direct/${author}` || document.visibilityState !== 'visible') {
      this.#unreadDirect.set(author, (this.#unreadDirect.get(author) ?? 0) + 1);
      this.#draw();
    }
  }

  /** The open conversation has been seen to its end. */
  #read() {
    if (document.visibilityState !== 'visible' || !this.#current) return;
    const { id, name, lastMessageId } = this.#current;
    if (this.#key === `direct/${name}`) {
      if (!this.#unreadDirect.delete(name)) return;
    } else {
      if ((this.seen[id] ?? 0) >= lastMessageId) return;
      this.seen[id] = lastMessageId;
      localStorage.setItem(this.seenKey, JSON.stringify(this.seen));
    }
    this.#draw();
  }

  /** @returns {import('./sidebar.js').Line[]} */
  #lines() {
    const channels = this.channels.items.map((channel) => ({
      key: `channels/${channel.id}`,
      href: `#/channels/${channel.id}`,
      label: channel.name,
      kind: channel.restricted ? 'private' : 'channel',
      current: this.#key === `channels/${channel.id}`,
      unread: this.#key !== `channels/${channel.id}` && channel.lastMessageId > (this.seen[channel.id] ?? 0),
    }));
    const online = new Set(membersOf(this.lobby));
    const people = names
      .all()
      .filter((name) => name !== this.session.name)
      .map((name) => ({
        key: `direct/${name}`,
        href: `#/direct/${name}`,
        label: names.full(name),
        kind: 'direct',
        current: this.#key === `direct/${name}`,
        unread: this.#unreadDirect.get(name) ?? 0,
        online: online.has(name),
      }));
    return [...channels, ...people];
  }

  #draw() {
    const lines = this.#lines();
    const people = lines.filter(({ kind }) => kind === 'direct');
    this.sidebar.show(
      lines.filter(({ kind }) => kind !== 'direct'),
      people,
      this.#loaded,
    );
    this.#name();
    const unread = lines.filter((line) => line.unread).length;
    const title = this.#current ? `${this.#current.fullName ?? `#${this.#current.name}`} · Loom` : 'Loom';
    document.title = unread ? `(${unread}) ${title}` : title;
  }

  /** Names the open conversation, and leaves it where it is gone. */
  #name() {
    const [kind, id] = this.#key.split('/');
    if (kind === 'direct') {
      this.#current = { name: id, fullName: names.full(id) };
      this.conversation.name(names.full(id), membersOf(this.lobby).includes(id) ? 'Online' : 'Offline', 'direct');
    } else if (kind === 'channels') {
      const channel = this.channels.items.find((item) => String(item.id) === id);
      if (!channel && this.#loaded) return this.#missing();
      this.#current = channel;
      if (!channel) return;
      this.conversation.name(channel.name, channel.topic, channel.restricted ? 'private' : 'channel');
      this.#read();
    }
  }

  /** @param {KeyboardEvent} event */
  #shortcut(event) {
    if (document.querySelector('dialog[open]')) return;
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    if ((event.ctrlKey || event.metaKey) && event.key === 'k') {
      event.preventDefault();
      jump(this.#lines());
    } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      this.#step(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === '?' && !typing) {
      event.preventDefault();
      shortcuts();
    } else if (event.key === 'Escape' && !typing) {
      this.conversation.composer.focus();
    }
  }

  /** @param {1 | -1} step */
  #step(step) {
    const lines = this.#lines();
    const index = lines.findIndex(({ current }) => current);
    location.hash = lines[(index + step + lines.length) % lines.length].href;
  }

  #logout() {
    this.session.logout();
    this.live.realtime.close();
    history.replaceState(null, '', location.pathname);
    location.reload();
  }
}

/**
 * @param {import('./types.js').Channel} a
 * @param {import('./types.js').Channel} b
 */
function byName(a, b) {
  return a.name.localeCompare(b.name) || a.id - b.id;
}
