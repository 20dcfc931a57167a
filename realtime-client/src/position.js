/**
 * A place in a room's stream of publications, `epoch:offset` on the wire. Offsets are comparable within one epoch only;
 * a position of another form is kept and sent back as it is, and never compared.
 */
export class Position {
  /**
   * @param {string} text
   * @param {string} epoch
   * @param {number} offset
   */
  constructor(text, epoch, offset) {
    this.text = text;
    this.epoch = epoch;
    this.offset = offset;
  }

  /**
   * @param {unknown} text
   * @returns {Position | undefined} undefined where there is none
   */
  static parse(text) {
    if (typeof text !== 'string' || text === '') {
      return undefined;
    }
    const colon = text.lastIndexOf(':');
    const offset = /^\d+$/.test(text.slice(colon + 1)) ? Number(text.slice(colon + 1)) : NaN;
    return new Position(text, text.slice(0, Math.max(colon, 0)), Number.isSafeInteger(offset) ? offset : NaN);
  }

  /** @param {Position} other */
  comparable(other) {
    return this.epoch === other.epoch && !Number.isNaN(this.offset) && !Number.isNaN(other.offset);
  }

  /**
   * Whether everything up to `other` is known to one who is here.
   * @param {Position} other
   */
  covers(other) {
    return this.text === other.text || (this.comparable(other) && other.offset <= this.offset);
  }
}
