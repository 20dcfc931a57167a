/** @typedef {(...args: any[]) => void} Handler */

/**
 * Handlers by event name. Every registration is its own: the function that `on` returns removes that one and no
 * other, even where the same handler was added twice.
 */
export class Emitter {
  /** @type {Map<string, Set<{ handler: Handler }>>} */
  #registrations = new Map();

  /**
   * @param {string} name
   * @param {Handler} handler
   * @returns {() => void} removes the handler
   */
  on(name, handler) {
    if (typeof handler !== 'function') {
      throw new TypeError(`The handler of '${name}' is not a function`);
    }
    const registration = { handler };
    const registrations = this.#registrations.get(name) ?? new Set();
    this.#registrations.set(name, registrations.add(registration));
    return () => {
      registrations.delete(registration);
      if (registrations.size === 0 && this.#registrations.get(name) === registrations) {
        this.#registrations.delete(name);
      }
    };
  }

  /**
   * Calls the handlers in the order they were added. A handler that throws is reported and does not keep the others
   * from being called.
   * @param {string} name
   * @param {...any} args
   */
  emit(name, ...args) {
    for (const { handler } of [...(this.#registrations.get(name) ?? [])]) {
      try {
        handler(...args);
      } catch (error) {
        report(error);
      }
    }
  }

  /** @param {string} name */
  has(name) {
    return this.#registrations.has(name);
  }

  get empty() {
    return this.#registrations.size === 0;
  }

  clear() {
    this.#registrations.clear();
  }
}

/**
 * Hands an error of a handler to the page, as an event listener of the DOM would.
 * @param {unknown} error
 */
function report(error) {
  if (typeof globalThis.reportError === 'function') {
    globalThis.reportError(error);
  } else {
    console.error(error);
  }
}
