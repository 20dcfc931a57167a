import { Emitter } from './emitter.js';

/**
 * A list to be observed. Readers see a change at once, subscribers when the present burst of changes is over; where the
 * list came out the same, they see nothing.
 * @template T
 */
export class Items {
  #compute;
  #emitter = new Emitter();
  /** @type {readonly T[]} */
  #items = Object.freeze([]);
  #loaded = false;
  #dirty = false;
  #told = true;
  #scheduled = false;
  #closed = false;
  /** @type {unknown} */
  #failure;

  /** @param {() => T[]} compute */
  constructor(compute) {
    this.#compute = compute;
  }

  /** Whether the list is known at all. */
  get loaded() {
    return this.#loaded;
  }

  /** @returns {readonly T[]} the same array as long as nothing has changed */
  get current() {
    if (this.#dirty) {
      this.#dirty = false;
      const items = this.#compute();
      if (items.length !== this.#items.length || items.some((item, index) => item !== this.#items[index])) {
        this.#items = Object.freeze(items);
        this.#told = false;
      }
    }
    return this.#items;
  }

  /** Something may be different. */
  touch() {
    this.#dirty = true;
    if (!this.#scheduled) {
      this.#scheduled = true;
      queueMicrotask(() => {
        this.#scheduled = false;
        this.#tell();
      });
    }
  }

  /** The list is known from now on. */
  load() {
    this.#failure = undefined;
    if (!this.#loaded) {
      this.#loaded = true;
      this.#told = false;
    }
    this.touch();
  }

  /** @param {unknown} failure why the list will not be known; readers that wait for it get it thrown */
  fail(failure) {
    this.#failure = failure;
    this.#emitter.emit('wake');
  }

  close() {
    this.#closed = true;
    this.#emitter.emit('wake');
    this.#emitter.clear();
  }

  /**
   * @param {(items: readonly T[]) => void} callback
   * @returns {() => void}
   */
  subscribe(callback) {
    const stop = this.#emitter.on('items', callback);
    if (this.#loaded) {
      callback(this.current);
    }
    return stop;
  }

  /** The list and then each other one; a slow reader gets the latest only. */
  async *[Symbol.asyncIterator]() {
    /** @type {readonly T[] | undefined} */
    let last;
    let wake = () => {};
    const stops = ['items', 'wake'].map((name) => this.#emitter.on(name, () => wake()));
    try {
      while (!this.#closed) {
        if (this.#loaded && this.current !== last) {
          last = this.current;
          yield last;
        } else if (!this.#loaded && this.#failure) {
          throw this.#failure;
        } else {
          await new Promise((resolve) => (wake = () => resolve(undefined)));
        }
      }
    } finally {
      stops.forEach((stop) => stop());
    }
  }

  #tell() {
    const items = this.current;
    if (!this.#told && this.#loaded && !this.#closed) {
      this.#told = true;
      this.#emitter.emit('items', items);
    }
  }
}
