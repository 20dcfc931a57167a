import { readAnswer } from './listing.js';

/**
 * @typedef {import('./options.js').Change} Change
 * @typedef {object} RequestsOptions
 * @property {import('./changes.js').Changes} changes
 * @property {(item: any) => string | undefined} key
 * @property {string} origin
 * @property {() => Promise<void> | undefined} firstLoad while it is under way
 * @property {number} settle milliseconds that an answered change waits for its event
 * @property {() => void} onChange
 * @property {() => void} onSilence no event has followed an answer
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
      const firstLoad = this.#options.firstLoad();
      if (firstLoad) {
        // its rows say nothing about who made them: what is created here must not be among them
        await firstLoad.catch(() => undefined);
      }
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
    const { changes, settle, onChange, onSilence } = this.#options;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (changes.settle(change)) {
        onChange();
      } else {
        onSilence();
      }
    }, settle);
    this.#timers.add(timer);
  }
}
