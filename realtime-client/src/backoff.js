/** Full jitter: waits grow in their spread, so that clients cut off together do not come back together. */
export class Backoff {
  #min;
  #max;
  #failures = 0;

  /**
   * @param {{ min: number, max: number }} range milliseconds
   */
  constructor({ min, max }) {
    this.#min = min;
    this.#max = max;
  }

  /** @returns {number} milliseconds to wait before the next attempt */
  next() {
    const spread = Math.min(this.#max, this.#min * 2 ** Math.min(this.#failures++, 30));
    return Math.min(this.#max, this.#min + Math.random() * spread);
  }

  reset() {
    this.#failures = 0;
  }
}
