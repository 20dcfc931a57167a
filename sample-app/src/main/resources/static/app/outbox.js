// @ts-check
import { ApiError } from './api.js';

/**
 * @typedef {object} Draft
 * @property {string} ref chosen here, so that sending again does not say it twice
 * @property {string} author
 * @property {string} text
 * @property {string} sentAt
 */

/** What has been written and did not arrive yet. Nothing leaves it but by arriving or being discarded. */
export class Outbox {
  /** @type {Map<string, { draft: Draft, error: ApiError | null }>} */
  #entries = new Map();
  #send;
  #changed;

  /**
   * @param {(draft: Draft) => Promise<unknown>} send
   * @param {() => void} changed
   */
  constructor(send, changed) {
    this.#send = send;
    this.#changed = changed;
  }

  /**
   * @param {string} author
   * @param {string} text
   */
  add(author, text) {
    return this.#try({ ref: newRef(), author, text, sentAt: new Date().toISOString() });
  }

  /** @param {string} ref */
  async retry(ref) {
    const entry = this.#entries.get(ref);
    if (entry?.error) await this.#try(entry.draft);
  }

  /** Tries again what only the connection kept from arriving, one by one to keep the order. */
  async retryAll() {
    for (const [ref, { error }] of [...this.#entries]) {
      if (error?.retry) await this.retry(ref);
    }
  }

  /** @param {string} ref */
  discard(ref) {
    this.#entries.delete(ref);
    this.#changed();
  }

  /** @param {string} ref */
  get(ref) {
    return this.#entries.get(ref);
  }

  /** @returns {import('./entry.js').Said[]} as a conversation shows them */
  waiting() {
    return [...this.#entries.values()].map(({ draft, error }) => ({
      ...draft,
      key: draft.ref,
      state: error ? (error.retry ? 'waiting' : 'failed') : 'sending',
      error: error?.message,
    }));
  }

  /** @param {Draft} draft */
  async #try(draft) {
    this.#entries.set(draft.ref, { draft, error: null });
    this.#changed();
    try {
      await this.#send(draft);
      this.#entries.delete(draft.ref);
    } catch (error) {
      this.#entries.set(draft.ref, { draft, error: ApiError.of(error) });
    }
    this.#changed();
  }
}

/** A random UUID, also where the page came over plain HTTP and `crypto.randomUUID` is not there. */
function newRef() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
