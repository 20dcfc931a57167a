// @ts-check
import { el, icon } from './dom.js';

/** Where messages are written: Enter sends, Shift+Enter starts a line, Arrow-up in an empty one edits the last. */
export class Composer {
  /**
   * @param {{ send: (text: string) => void, sign: () => void, editLast: () => void }} actions
   */
  constructor({ send, sign, editLast }) {
    this.input = el('textarea', {
      rows: 1,
      maxlength: 4000,
      'aria-label': 'Message',
      enterkeyhint: 'send',
      oninput: () => {
        this.#changed();
        if (this.input.value.trim()) sign();
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
          event.preventDefault();
          this.#submit(send);
        } else if (event.key === 'ArrowUp' && this.input.value === '') {
          event.preventDefault();
          editLast();
        }
      },
    });
    this.button = el('button.send', { type: 'submit', 'aria-label': 'Send', title: 'Send' }, icon('send'));
    this.element = el(
      'form.composer',
      {
        onsubmit: (/** @type {Event} */ event) => {
          event.preventDefault();
          this.#submit(send);
        },
      },
      this.input,
      this.button,
    );
    this.#changed();
  }

  /** @param {string} placeholder */
  set placeholder(placeholder) {
    this.input.placeholder = placeholder;
    this.input.setAttribute('aria-label', placeholder);
  }

  get text() {
    return this.input.value;
  }

  set text(text) {
    this.input.value = text;
    this.#changed();
  }

  focus() {
    this.input.focus();
  }

  /** @param {(text: string) => void} send */
  #submit(send) {
    const text = this.input.value.trim();
    if (!text) return;
    this.text = '';
    this.input.focus();
    send(text);
  }

  #changed() {
    this.button.disabled = this.input.value.trim() === '';
    this.input.style.height = 'auto';
    this.input.style.height = `${this.input.scrollHeight}px`;
  }
}
