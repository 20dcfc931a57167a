import { askToken, expiryOf } from './token.js';

/** The longest wait setTimeout can do. */
const LONGEST = 2 ** 31 - 1;

/** Renews the connection's token in place, a while before it ends. */
export class Renewal {
  #source;
  #send;
  #onError;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #due = Infinity;
  #expiry = 0;
  #run = 0;

  /**
   * @param {import('./token.js').TokenSource} source
   * @param {(token: string) => Promise<{ expiresAt?: string } | undefined>} send
   * @param {(error: unknown) => void} onError the session goes on until its end; then a new connection asks anew
   */
  constructor(source, send, onError) {
    this.#source = source;
    this.#send = send;
    this.#onError = onError;
  }

  /** @param {string} token of a connection that has just been opened */
  start(token) {
    this.#expiry = 0;
    this.#schedule(expiryOf(token));
  }

  stop() {
    this.#run++;
    clearTimeout(this.#timer);
    this.#due = Infinity;
  }

  /** Renews if it is time: called also when something arrives, because timers of hidden pages come late. */
  check() {
    if (Date.now() >= this.#due) {
      this.stop();
      this.#renew();
    }
  }

  async #renew() {
    const run = this.#run;
    try {
      const token = await askToken(this.#source);
      const answer = token && run === this.#run ? await this.#send(token) : undefined;
      if (token && run === this.#run) {
        this.#schedule(Date.parse(answer?.expiresAt ?? '') || expiryOf(token));
      }
    } catch (error) {
      // a connection that ended meanwhile has told so itself
      if (run === this.#run) {
        this.#onError(error);
      }
    }
  }

  /** @param {number | undefined} expiry */
  #schedule(expiry) {
    this.stop();
    // a supplier that gives the same token again must not be asked in circles
    if (typeof this.#source !== 'function' || expiry === undefined || expiry <= this.#expiry) {
      return;
    }
    this.#expiry = expiry;
    const left = expiry - Date.now();
    if (left <= 0) {
      return;
    }
    this.#due = expiry - Math.min(60_000, left / 3);
    this.#arm();
  }

  #arm() {
    const wait = Math.min(Math.max(this.#due - Date.now(), 1), LONGEST);
    this.#timer = setTimeout(() => (Date.now() < this.#due ? this.#arm() : this.check()), wait);
  }
}
