import { Position } from './position.js';

/**
 * What the rooms of a client have learned of the server's offsets.
 * @typedef {object} Offsets
 * @property {boolean} sparse whether they grow by more than one
 */

/**
 * How far into a room's publications this client is: tells the next one from a duplicate and from one that shows that
 * others are missing.
 *
 * Offsets grow by one with the embedded broker, by more with some relays. A jump is therefore first taken for a gap and
 * the room joined again from the last position; where recovery, which leaves nothing out, shows the same jump again and
 * again, the offsets of this server are known to have holes, for all rooms, and only `realtime:position` can announce a
 * gap.
 */
export class Stream {
  /** @type {Position | undefined} */
  #position;
  #jump = '';
  #repeated = 0;
  #offsets;

  /** @param {Offsets} offsets */
  constructor(offsets) {
    this.#offsets = offsets;
  }

  /** The position of the last publication received, to be recovered from. */
  get position() {
    return this.#position;
  }

  /**
   * @param {string | undefined} position where a fresh load, or the server, says that the room is
   */
  reset(position) {
    this.#position = Position.parse(position);
    this.#jump = '';
    this.#repeated = 0;
  }

  /**
   * @param {string | undefined} text the position of a publication
   * @returns {'next' | 'duplicate' | 'gap'}
   */
  accept(text) {
    const next = Position.parse(text);
    if (next === undefined) {
      return 'next';
    }
    const last = this.#position;
    if (last?.covers(next)) {
      return 'duplicate';
    }
    if (last !== undefined && this.#misses(last, next)) {
      return 'gap';
    }
    this.#position = next;
    return 'next';
  }

  /**
   * Whether publications up to there have not all arrived.
   * @param {string | undefined} text the position at which the server says that the room is
   */
  behind(text) {
    const other = Position.parse(text);
    return other !== undefined && this.#position !== undefined && !this.#position.covers(other);
  }

  /**
   * @param {Position} last
   * @param {Position} next
   */
  #misses(last, next) {
    if (!last.comparable(next)) {
      // another epoch, unannounced: joining again tells
      return !Number.isNaN(last.offset) && !Number.isNaN(next.offset);
    }
    if (this.#offsets.sparse || next.offset === last.offset + 1) {
      return false;
    }
    const jump = `${last.offset}-${next.offset}`;
    this.#repeated = jump === this.#jump ? this.#repeated + 1 : 0;
    this.#jump = jump;
    this.#offsets.sparse = this.#repeated >= 2;
    return !this.#offsets.sparse;
  }
}
