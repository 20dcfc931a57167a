// @ts-check
import { arrange, el, icon, iconButton } from './dom.js';
import { avatar, dayOf, linked, names, shortTimeOf, timeOf } from './format.js';

/** Messages of one author this close together share one heading, in milliseconds. */
const TOGETHER = 5 * 60 * 1000;

/**
 * @typedef {import('./types.js').Message} Message
 *
 * Something said, in a channel or to one person, or on its way there.
 * @typedef {Pick<Message, 'ref' | 'author' | 'text' | 'sentAt'> & Partial<Message> & {
 *   key: string, state: 'sent' | 'sending' | 'waiting' | 'failed', error?: string, notice?: undefined }} Said
 *
 * Something pushed from outside.
 * @typedef {{ key: string, notice: string, sentAt: string, author?: undefined, state?: undefined }} Notice
 *
 * @typedef {Said | Notice} Shown
 */

/**
 * One line of a conversation. It stays the same element while its message changes, so that what is being edited
 * keeps its text and focus.
 */
export class Entry {
  #shown = '';
  #editing = false;
  #text = el('div.text');
  #body = el('div.body', {}, this.#text);
  /** What is said, once it is shown. */
  entry = /** @type {Said} */ ({});

  /**
   * @param {import('./conversation.js').Conversation} conversation
   */
  constructor(conversation) {
    this.conversation = conversation;
    this.element = el('li.entry', { tabindex: -1 });
  }

  /**
   * @param {Shown} entry
   * @param {Shown | undefined} before the entry above, if any
   */
  show(entry, before) {
    const newDay = !before || dayOf(before.sentAt) !== dayOf(entry.sentAt);
    const grouped =
      !newDay &&
      entry.author !== undefined &&
      before.author === entry.author &&
      Date.parse(entry.sentAt) - Date.parse(before.sentAt) < TOGETHER;
    const shown = JSON.stringify([entry, newDay && dayOf(entry.sentAt), grouped, names.full(entry.author ?? '')]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (entry.notice !== undefined) return this.#showNotice(entry, newDay);
    this.entry = entry;
    const { session } = this.conversation.live;
    this.element.className = `entry ${entry.state}${grouped ? ' grouped' : ''}${entry.author === session.name ? ' own' : ''}`;
    if (!this.#editing) this.#showText();
    this.#body.replaceChildren(
      ...(grouped
        ? []
        : [
            el(
              'div.heading',
              {},
              el('strong', {}, names.full(entry.author)),
              el(
                'time',
                { datetime: entry.sentAt, title: new Date(entry.sentAt).toLocaleString() },
                timeOf(entry.sentAt),
              ),
            ),
          ]),
      this.#text,
      ...this.#state(entry),
      ...(entry.state === 'sent' && entry.author === session.name && this.conversation.feed.edit
        ? [this.#tools()]
        : []),
    );
    this.element.replaceChildren(
      ...(newDay ? [el('div.day', {}, el('span', {}, dayOf(entry.sentAt)))] : []),
      grouped ? el('span.gutter', { 'aria-hidden': 'true' }, shortTimeOf(entry.sentAt)) : avatar(entry.author),
      this.#body,
    );
  }

  /** Turns the text into a field. */
  edit() {
    if (this.#editing) return;
    this.#editing = true;
    const field = el('textarea', {
      'aria-label': 'Edit message',
      maxlength: 4000,
      rows: 1,
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          this.#edited();
        } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
          event.preventDefault();
          save();
        }
      },
    });
    const save = () => {
      const text = field.value.trim();
      const changed = text !== '' && text !== this.entry.text;
      this.#edited();
      if (changed) this.conversation.edit(this.entry, text);
    };
    field.value = this.entry.text;
    this.#text.replaceChildren(
      el(
        'div.editor',
        {},
        field,
        el(
          'div.editing',
          {},
          el('button.primary', { type: 'button', onclick: save }, 'Save'),
          el('button.plain', { type: 'button', onclick: () => this.#edited() }, 'Cancel'),
          el('span.hint', {}, 'Enter saves, Esc cancels'),
        ),
      ),
    );
    field.style.height = `${field.scrollHeight}px`;
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  #edited() {
    this.#editing = false;
    this.#showText();
    this.conversation.composer.focus();
  }

  #showText() {
    const { text, editedAt } = this.entry;
    this.#text.replaceChildren(
      ...linked(text),
      ...(editedAt ? [el('span.edited', { title: new Date(editedAt).toLocaleString() }, ' (edited)')] : []),
    );
  }

  #tools() {
    return el(
      'div.tools',
      {},
      iconButton('edit', 'Edit message', () => this.edit()),
      iconButton('trash', 'Delete message', () => this.conversation.remove(this.entry)),
    );
  }

  /** @param {Said} entry */
  #state(entry) {
    if (entry.state === 'waiting' || entry.state === 'failed') {
      const { outbox } = this.conversation.feed;
      return [
        el(
          'div.unsent',
          {},
          el('span', {}, entry.state === 'waiting' ? 'Not sent yet. ' : `Not sent: ${entry.error}. `),
          el('button.link', { type: 'button', onclick: () => outbox.retry(entry.key) }, 'Retry'),
          el('button.link', { type: 'button', onclick: () => outbox.discard(entry.key) }, 'Discard'),
        ),
      ];
    }
    if (entry.state === 'sending') return [el('span.sr-only', {}, 'Sending')];
    return [];
  }

  /**
   * @param {Notice} entry
   * @param {boolean} newDay
   */
  #showNotice(entry, newDay) {
    this.element.className = 'entry notice';
    arrange(this.element, [
      ...(newDay ? [el('div.day', {}, el('span', {}, dayOf(entry.sentAt)))] : []),
      el('span.avatar.bell', { 'aria-hidden': 'true' }, icon('bell')),
      el(
        'div.body',
        {},
        el('div.heading', {}, el('strong', {}, 'Notice'), el('time', { datetime: entry.sentAt }, timeOf(entry.sentAt))),
        el('div.text', {}, ...linked(entry.notice)),
      ),
    ]);
  }
}
