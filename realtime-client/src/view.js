/**
 * @typedef {{ key: string, value: any, change?: import('./options.js').Change }} Shown
 * @typedef {object} ViewOptions
 * @property {((a: any, b: any) => number) | undefined} sort
 * @property {((item: any) => boolean) | undefined} filter
 * @property {number | undefined} limit
 */

/**
 * Which rows are shown, and in which order.
 *
 * A load that is cut off says nothing about what lies behind its last row, the horizon: a row behind it may or may not
 * be the next one of the list, so it is not shown, and where rows before it get fewer a new load has to fill up.
 */
export class View {
  #sort;
  #filter;
  #limit;
  #complete = true;
  /** @type {any} */
  #horizon;
  #enough = 0;

  /** @param {ViewOptions} options */
  constructor({ sort, filter, limit }) {
    this.#sort = sort;
    this.#filter = filter ?? (() => true);
    this.#limit = limit ?? Infinity;
  }

  /**
   * @param {any[]} items of a fresh load
   * @param {number | undefined} total how many there are, where the server says so
   */
  loaded(items, total) {
    const passing = items.filter(this.#filter);
    this.#complete = total === undefined ? items.length < this.#limit : items.length >= total;
    this.#horizon = this.#sort ? [...passing].sort(this.#sort).at(-1) : undefined;
    this.#enough = Math.min(this.#limit, passing.length);
  }

  /**
   * @param {Shown[]} rows
   * @returns {{ shown: Shown[], short: boolean }} short: rows are missing that only a load can tell
   */
  of(rows) {
    const sort = this.#sort;
    const seen = rows.filter(({ value, change }) => this.#filter(value) && (change || !this.#behindHorizon(value)));
    if (sort) {
      seen.sort((a, b) => sort(a.value, b.value));
    }
    return { shown: seen.slice(0, this.#limit), short: !this.#complete && seen.length < this.#enough };
  }

  /** @param {any} value */
  #behindHorizon(value) {
    return !this.#complete && this.#sort && this.#horizon !== undefined && this.#sort(value, this.#horizon) > 0;
  }
}
