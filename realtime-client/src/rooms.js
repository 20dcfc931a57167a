/**
 * @template {import('./types.js').Schema} S
 * @typedef {import('./room.js').Room<S>} Room
 */

/**
 * The rooms of a client: one for a name, as long as anybody can tell. Those that are joined or listened to are kept; of
 * the others only what the page itself still holds, so that a page that visits thousands of them does not collect them.
 * @template {import('./types.js').Schema} S
 */
export class Rooms {
  /** @type {Set<Room<S>>} */
  #active = new Set();
  /** @type {Map<string, WeakRef<Room<S>>>} */
  #known = new Map();
  /** @type {FinalizationRegistry<string>} */
  #gone = new FinalizationRegistry((name) => {
    // another one may have come in its place
    if (!this.#known.get(name)?.deref()) {
      this.#known.delete(name);
    }
  });

  /** @returns {ReadonlySet<Room<S>>} */
  get active() {
    return this.#active;
  }

  /** How many are known, for those who look for leaks. */
  get size() {
    return this.#known.size;
  }

  /** @param {string} name */
  find(name) {
    return this.#known.get(name)?.deref();
  }

  /** @param {Room<S>} room */
  add(room) {
    this.#known.set(room.name, new WeakRef(room));
    this.#gone.register(room, room.name);
  }

  /**
   * @param {Room<S>} room
   * @param {boolean} active whether it must be kept
   */
  keep(room, active) {
    active ? this.#active.add(room) : this.#active.delete(room);
  }
}
