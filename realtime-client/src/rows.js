import { Position } from './position.js';

/**
 * @typedef {{ value: any, at: number }} Entry
 * @typedef {import('./listing.js').Listing} Listing
 */

/** The room of what a load gave: it says nothing about rooms. */
const LOADED = '';

/** So many deleted keys are remembered, against what arrives late from elsewhere. */
const REMEMBERED = 1_000;

/**
 * What the server has, as far as this client knows: a plain structure without clock or network.
 *
 * Within a room the order of positions decides, and nothing else. Between rooms, and between an event and a load, there
 * is no order: there the row's version decides, where it has one. A row is there as long as one of its rooms holds it, so
 * that a move is one in whichever order its `deleted` and its `created` arrive.
 */
export class Rows {
  #version;
  /** @type {Map<string, Map<string, Entry>>} */
  #rows = new Map();
  /** Deleted keys, with the room and version of the deleted row. @type {Map<string, { room: string, version: any, known: boolean }>} */
  #gone = new Map();
  /** Where the last load was, by room. @type {Map<string, Position>} */
  #loaded = new Map();

  /** @param {(item: any) => any} version */
  constructor(version) {
    this.#version = version;
  }

  get size() {
    return this.#rows.size;
  }

  /** @param {string} key */
  has(key) {
    return this.#rows.has(key);
  }

  /** @param {string} key whether its deletion came, as far as that is remembered */
  isGone(key) {
    return this.#gone.has(key);
  }

  /** @param {string} key */
  get(key) {
    /** @type {Entry | undefined} */
    let newest;
    for (const entry of this.#rows.get(key)?.values() ?? []) {
      if (!newest || !this.#older(entry, newest)) {
        newest = entry;
      }
    }
    return newest?.value;
  }

  /** @param {string} key whether it is there, or was until its deletion came */
  isKnown(key) {
    return this.#rows.has(key) || this.#gone.get(key)?.known === true;
  }

  /** @returns {IterableIterator<string>} in the order of the load, then of arrival */
  keys() {
    return this.#rows.keys();
  }

  /**
   * Takes over a fresh load. Rows that are the same stay the same objects.
   * @param {Map<string, any>} items by key
   * @param {Listing['passes']} passes
   */
  replace(items, passes) {
    const before = new Map([...this.#rows.keys()].map((key) => [key, this.get(key)]));
    this.#rows.clear();
    this.#gone.clear();
    for (const [key, item] of items) {
      const known = before.get(key);
      const value = known !== undefined && same(known, item) ? known : item;
      this.#rows.set(key, new Map([[LOADED, { value, at: 0 }]]));
    }
    this.#loaded.clear();
    for (const { room, position } of passes) {
      const parsed = Position.parse(position);
      if (parsed) {
        this.#loaded.set(room, parsed);
      }
    }
  }

  /**
   * @param {string} room
   * @param {{ action: string, position?: string, at?: string }} event
   * @param {string} key
   * @param {any} value
   * @returns {boolean} false where the event is older than what is known
   */
  apply(room, { action, position, at }, key, value) {
    const parsed = Position.parse(position);
    if (parsed && this.#loaded.get(room)?.covers(parsed)) {
      return false;
    }
    if (action === 'deleted') {
      this.#delete(room, key);
      return true;
    }
    const entries = this.#rows.get(key) ?? new Map();
    if (!entries.has(room) && this.#stale(room, key, value, action)) {
      return false;
    }
    entries.delete(LOADED);
    entries.delete(room);
    entries.set(room, { value, at: Date.parse(at ?? '') || 0 });
    this.#rows.set(key, entries);
    this.#gone.delete(key);
    return true;
  }

  /**
   * @param {string} room
   * @param {string} key
   */
  #delete(room, key) {
    const known = this.isKnown(key);
    const entries = this.#rows.get(key);
    const version = this.#versionOf(this.get(key));
    entries?.delete(room);
    entries?.delete(LOADED);
    if (!entries || entries.size === 0) {
      this.#rows.delete(key);
      this.#gone.delete(key);
      this.#gone.set(key, { room, version, known });
      if (this.#gone.size > REMEMBERED) {
        this.#gone.delete(/** @type {string} */ (this.#gone.keys().next().value));
      }
    }
  }

  /**
   * @param {string} room
   * @param {string} key
   * @param {any} value
   * @param {string} action
   */
  #stale(room, key, value, action) {
    const gone = this.#gone.get(key);
    // a key that was deleted and created again begins with a low version
    const known = gone && action !== 'created' && gone.room !== room ? gone.version : this.#versionOf(this.get(key));
    return less(this.#versionOf(value), known);
  }

  /**
   * @param {Entry} entry
   * @param {Entry} other
   */
  #older(entry, other) {
    const [version, otherVersion] = [this.#versionOf(entry.value), this.#versionOf(other.value)];
    return less(version, otherVersion) || (!less(otherVersion, version) && entry.at < other.at);
  }

  /** @param {any} value */
  #versionOf(value) {
    return value === undefined || value === null ? undefined : this.#version(value);
  }
}

/**
 * @param {any} version
 * @param {any} other
 */
export function less(version, other) {
  return version !== undefined && version !== null && other !== undefined && other !== null && version < other;
}

/**
 * Equal as JSON.
 * @param {any} a
 * @param {any} b
 * @returns {boolean}
 */
export function same(a, b) {
  if (a === b || typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return a === b;
  }
  const keys = Object.keys(a);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]))
  );
}

/**
 * Whether an item has all that a draft or patch says.
 * @param {any} item
 * @param {any} part
 */
export function covers(item, part) {
  return Object.keys(part).every((key) => part[key] === undefined || same(item[key], part[key]));
}
