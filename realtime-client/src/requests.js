import { readAnswer } from './listing.js';

/**
 * @typedef {import('./changes.js').Change} Change
 * @typedef {object} RequestsOptions
 * @property {import('./changes.js').Changes} changes
 * @property {(item: any) => string | undefined} key
 * @property {string} origin
 * @property {number} settle milliseconds that an answered change waits for its event
 * @property {() => void} onChange
 * @property {() => void} onUnknown something was created, and neither answer nor event says what
 */

/** Has the server carry out what the page shows already. */
export class Requests {
  #options;
  /** @type {Set<ReturnType<typeof setTimeout>>} */
  #timers = new Set();
  #closed = false;

  /** @param {RequestsOptions} options */
  constructor(options) {
    this.#options = options;
  }

  /**
   * @param {Change['kind']} kind
   * @param {string | undefined} key
   * @param {any} data
   * @param {(request: { origin: string }) => any} request
   */
  async run(kind, key, data, request) {
    const { changes, origin, onChange } = this.#options;
    const change = changes.begin(kind, key, data);
    onChange();
    let answer;
    try {
      answer = await readAnswer(await request({ origin }));
    } catch (error) {
      changes.fail(change);
      onChange();
      throw error;
    }
    const entityKey = typeof answer === 'object' && answer !== null ? this.#options.key(answer) : undefined;
    changes.answer(change, entityKey ?? change.key, entityKey === undefined ? undefined : answer);
    onChange();
    if (!change.done && !this.#closed) {
      this.#settleLater(change);
    }
    return answer;
  }

  close() {
    this.#closed = true;
    this.#timers.forEach(clearTimeout);
  }

  /** @param {Change} change */
  #settleLater(change) {
    const { changes, settle, onChange, onUnknown } = this.#options;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (!change.done && change.key === undefined) {
        onUnknown();
      }
      changes.settle(change);
      onChange();
    }, settle);
    this.#timers.add(timer);
  }
}
