// @ts-check
import { arrange, el, icon, iconButton } from './dom.js';
import { avatar, names } from './format.js';

/**
 * @typedef {object} Line
 * @property {string} key
 * @property {string} href
 * @property {string} label
 * @property {string} kind channel, private or direct
 * @property {boolean} current
 * @property {number | boolean} unread
 * @property {boolean} [online]
 */

const states = {
  connecting: 'Connecting…',
  connected: 'Connected',
  reconnecting: 'Reconnecting…',
  failed: 'Cannot connect',
  closed: 'Disconnected',
};

/** Everything one can open, and whether one is connected. */
export class Sidebar {
  /** @type {Map<string, { element: any, shown: string }>} */
  #lines = new Map();

  /**
   * @param {import('./session.js').Session} session
   * @param {{ create: () => void, jump: () => void, shortcuts: () => void, logout: () => void, connect: () => void }} actions
   */
  constructor(session, { create, jump, shortcuts, logout, connect }) {
    this.channels = el('ul.lines', { 'aria-label': 'Channels' });
    this.people = el('ul.lines', { 'aria-label': 'People' });
    this.empty = el('p.empty', { hidden: true }, 'No channels yet.');
    this.status = el('span.state', { role: 'status' });
    this.connect = el('button.link', { type: 'button', hidden: true, onclick: connect }, 'Connect');
    this.element = el(
      'nav.sidebar',
      { 'aria-label': 'Conversations' },
      el(
        'header',
        {},
        el('img', { src: '/favicon.svg', alt: '', width: 28, height: 28 }),
        el('span.brand', {}, 'Loom'),
        iconButton('search', 'Jump to a conversation (Ctrl+K)', jump),
      ),
      el(
        'div.sections',
        {},
        el('div.section', {}, el('h2', {}, 'Channels'), iconButton('plus', 'New channel', create)),
        this.channels,
        this.empty,
        el('div.section', {}, el('h2', {}, 'People')),
        this.people,
      ),
      el(
        'footer',
        {},
        avatar(session.name),
        el(
          'div.me',
          {},
          el('strong', {}, names.full(session.name)),
          el('span.connection', {}, this.status, this.connect),
        ),
        iconButton('keys', 'Keyboard shortcuts (?)', shortcuts),
        iconButton('out', 'Log out', logout),
      ),
    );
  }

  /**
   * @param {keyof typeof states} state
   * @param {string} [reason]
   */
  connection(state, reason) {
    this.element.dataset.state = state;
    this.status.textContent = states[state];
    this.status.title = reason ?? '';
    this.connect.hidden = state !== 'failed' && state !== 'closed';
  }

  /**
   * @param {Line[]} channels
   * @param {Line[]} people
   * @param {boolean} loaded
   */
  show(channels, people, loaded) {
    const lines = new Map();
    const draw = (/** @type {Line} */ line) => {
      const known = this.#lines.get(line.key) ?? { element: el('li'), shown: '' };
      lines.set(line.key, known);
      const shown = JSON.stringify(line);
      if (known.shown !== shown) {
        known.shown = shown;
        this.#draw(known.element, line);
      }
      return known.element;
    };
    arrange(this.channels, channels.map(draw));
    arrange(this.people, people.map(draw));
    this.#lines = lines;
    this.empty.hidden = !loaded || channels.length > 0;
  }

  /**
   * @param {HTMLElement} element
   * @param {Line} line
   */
  #draw(element, { href, label, kind, current, unread, online }) {
    const focused = element.contains(document.activeElement);
    const mark =
      kind === 'direct'
        ? el(
            'span.face',
            { dataset: { online: String(online === true) } },
            avatar(names.all().find((name) => names.full(name) === label) ?? label, 'small'),
          )
        : kind === 'private'
          ? icon('lock')
          : el('span.hash', { 'aria-hidden': 'true' }, '#');
    const link = el(
      'a',
      { href, 'aria-current': current ? 'page' : null, class: unread ? 'unread' : null },
      mark,
      el('span.label', {}, label),
      kind === 'private' && el('span.sr-only', {}, ' (private)'),
      kind === 'direct' && el('span.sr-only', {}, online ? ' (online)' : ' (offline)'),
      unread
        ? el(
            'span.badge',
            { dataset: { counts: String(unread !== true) } },
            unread === true ? '' : String(unread),
            el('span.sr-only', {}, ' unread'),
          )
        : null,
    );
    element.replaceChildren(link);
    if (focused) link.focus();
  }
}
