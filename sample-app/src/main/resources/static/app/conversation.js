// @ts-check
import { arrange, el, icon, iconButton, toast } from './dom.js';
import { avatar, names } from './format.js';
import { ApiError } from './api.js';
import { Composer } from './composer.js';
import { Entry } from './entry.js';

/** The conversation that is open: its title, its messages, who is writing, and where one writes. */
export class Conversation {
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  #atEnd = true;
  #frame = 0;

  /**
   * @param {import('./chat.js').Live} live
   * @param {object} actions
   * @param {() => void} actions.back
   * @param {() => void} actions.details
   * @param {() => void} actions.read called when everything has been seen
   */
  constructor(live, { back, details, read }) {
    this.live = live;
    this.read = read;
    this.title = el('h1', { tabindex: -1 });
    this.topic = el('p.topic');
    this.here = el('div.here');
    this.detailsButton = iconButton('more', 'Channel details', details);
    this.list = el('ol.entries');
    this.placeholder = el('div.placeholder');
    this.scroller = el(
      'div.scroller',
      { tabindex: 0, 'aria-label': 'Conversation', role: 'region', onscroll: () => this.#scrolled() },
      this.placeholder,
      el('div.log', { role: 'log', 'aria-live': 'polite', 'aria-label': 'Messages' }, this.list),
    );
    this.jump = el(
      'button.jump',
      { type: 'button', hidden: true, onclick: () => this.#toEnd() },
      icon('down'),
      'New messages',
    );
    this.writing = el('p.writing', { 'aria-live': 'polite' });
    this.composer = new Composer({
      send: (text) => {
        this.#atEnd = true;
        this.feed.send(text);
      },
      sign: () => this.feed.sign(),
      editLast: () => this.#editLast(),
    });
    this.element = el(
      'main.conversation',
      { id: 'conversation' },
      el(
        'header',
        {},
        iconButton('back', 'All conversations', back),
        el('div.titles', {}, this.title, this.topic),
        this.here,
        this.detailsButton,
      ),
      this.scroller,
      el('footer', {}, this.jump, this.writing, this.composer.element),
    );
    new ResizeObserver(() => this.#atEnd && this.#toEnd()).observe(this.scroller);
  }

  /**
   * Shows another conversation; what has been written and not sent stays with the one it was written in.
   *
   * @param {any} feed
   */
  open(feed) {
    if (this.feed) this.feed.draft = this.composer.text;
    this.feed = feed;
    this.#entries.clear();
    this.#atEnd = true;
    this.composer.text = feed.draft;
    this.render();
  }

  /**
   * @param {string} title
   * @param {string} topic
   * @param {'channel' | 'private' | 'direct'} kind
   */
  name(title, topic, kind) {
    const mark = kind === 'private' ? icon('lock') : kind === 'channel' ? el('span.hash', {}, '#') : null;
    this.title.replaceChildren(...(mark ? [mark] : []), el('span', {}, title));
    this.topic.textContent = topic;
    this.detailsButton.hidden = kind === 'direct';
    this.composer.placeholder = `Message ${kind === 'direct' ? title : `#${title}`}`;
  }

  /** Draws in the next frame, however many changes come until then. */
  render() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  /**
   * @param {import('./entry.js').Said} entry
   * @param {string} text
   */
  async edit(entry, text) {
    try {
      await this.feed.edit(entry, text);
    } catch (error) {
      toast(`Not changed: ${ApiError.of(error).message}`);
    }
  }

  /** @param {import('./entry.js').Said} entry */
  async remove(entry) {
    try {
      await this.feed.remove(entry);
    } catch (error) {
      toast(`Not deleted: ${ApiError.of(error).message}`);
    }
  }

  #draw() {
    const { loaded, problem, writing, here } = this.feed;
    /** @type {import('./entry.js').Shown[]} */
    const entries = this.feed.entries;
    const known = new Map(entries.map((entry) => [entry.key, this.#entries.get(entry.key) ?? new Entry(this)]));
    const grew = entries.length > this.#entries.size && this.#entries.size > 0;
    this.#entries = known;
    entries.forEach((entry, index) => {
      known.get(entry.key)?.show(entry, entries[index - 1]);
    });
    arrange(
      this.list,
      [...known.values()].map((entry) => entry.element),
    );
    this.#drawPlaceholder(loaded, problem, entries.length === 0);
    this.writing.textContent = sentence(writing.map((/** @type {string} */ name) => names.first(name)));
    this.#drawHere(here);
    if (this.#atEnd) this.#toEnd();
    else if (grew) this.jump.hidden = false;
  }

  /**
   * @param {boolean} loaded
   * @param {ApiError | null} problem
   * @param {boolean} empty
   */
  #drawPlaceholder(loaded, problem, empty) {
    this.placeholder.hidden = !problem && !empty;
    this.scroller.setAttribute('aria-busy', String(!loaded && !problem));
    if (problem) {
      this.placeholder.replaceChildren(
        el('h2', {}, 'This cannot be shown now'),
        el('p', {}, `${problem.message}.`),
        el('button.primary', { type: 'button', onclick: () => this.feed.load() }, 'Try again'),
      );
    } else if (!loaded) {
      this.placeholder.replaceChildren(el('p', {}, 'Loading…'));
    } else if (empty) {
      this.placeholder.replaceChildren(
        el('h2', {}, 'Nothing here yet'),
        el('p', {}, 'Write the first message. Everybody who is here sees it at once.'),
      );
    }
  }

  /** @param {string[] | undefined} here */
  #drawHere(here) {
    this.here.hidden = !here?.length;
    if (!here) return;
    const everybody = here.map((name) => names.full(name)).join(', ');
    this.here.replaceChildren(
      el('span.faces', { 'aria-hidden': 'true' }, ...here.slice(0, 4).map((name) => avatar(name, 'small'))),
      el('span.count', { title: everybody }, `${here.length} here`),
      el('span.sr-only', {}, `: ${everybody}`),
    );
  }

  #editLast() {
    const own = this.feed.entries
      .filter(
        (/** @type {import('./entry.js').Shown} */ entry) =>
          entry.author === this.live.session.name && entry.state === 'sent',
      )
      .at(-1);
    if (own && this.feed.edit) this.#entries.get(own.key)?.edit();
  }

  #toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.#atEnd = true;
    this.jump.hidden = true;
    if (document.visibilityState === 'visible') this.read();
  }

  #scrolled() {
    this.#atEnd = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 40;
    if (this.#atEnd) {
      this.jump.hidden = true;
      this.read();
    }
  }
}

/** @param {string[]} writers */
function sentence(writers) {
  if (writers.length === 0) return '';
  if (writers.length === 1) return `${writers[0]} is writing…`;
  if (writers.length === 2) return `${writers[0]} and ${writers[1]} are writing…`;
  return 'Several people are writing…';
}
