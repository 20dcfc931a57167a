import { covers, less, same } from './rows.js';

/** @typedef {import('./options.js').Change} Change */
/** @typedef {import('./options.js').ChangeEvent} Event */

/**
 * Changes laid over the rows, in the order they were made. A change ends with its event or with its answer, whichever
 * comes first: with the answer it stays laid over until the event has come, because what the socket still delivers may be
 * older than the answer.
 *
 * A row created here has no key until the answer or its event is there. An own event is told by its `origin`; which of
 * several drafts it is of, by its content. Where that does not tell, the new row is held back until the answers have: a
 * draft and its row are never both shown.
 */
export class Changes {
  #rows;
  #version;
  #isMine;
  #severalRooms;
  /** @type {Change[]} */
  #changes = [];
  /** Keys of new rows that may be drafts', with the drafts in question. @type {Map<string, Change[]>} */
  #heldBack = new Map();
  /** Keys of rows that were drafts here -> what named the draft. @type {Map<string, string>} */
  #locals = new Map();
  /** Events that have confirmed a change: their copies of other rooms confirm none. @type {Set<string | undefined>} */
  #counted = new Set();
  #last = 0;

  /**
   * @param {import('./rows.js').Rows} rows
   * @param {(item: any) => any} version
   * @param {{ isMine: (event: Event) => boolean, severalRooms: () => boolean }} context isMine: whether an event may
   * have been caused here
   */
  constructor(rows, version, { isMine, severalRooms }) {
    this.#rows = rows;
    this.#version = version;
    this.#isMine = isMine;
    this.#severalRooms = severalRooms;
  }

  /**
   * @param {Change['kind']} kind
   * @param {string | undefined} key
   * @param {any} data
   */
  begin(kind, key, data) {
    const local = `local-${++this.#last}`;
    /** @type {Change} */
    const change = { kind, local, key, data, answered: false, answer: undefined, touched: false, done: false };
    this.#changes.push(change);
    return change;
  }

  /** @param {string} key of a row: what named it first */
  localOf(key) {
    return this.#locals.get(key) ?? key;
  }

  /**
   * What is to be seen: the rows with the changes laid over.
   * @returns {{ key: string, value: any, change?: Change }[]}
   */
  overlay() {
    /** @type {Map<string, { key: string, value: any, change?: Change }>} */
    const seen = new Map();
    for (const key of this.#rows.keys()) {
      if (!this.#heldBack.has(key)) {
        seen.set(key, { key: this.localOf(key), value: this.#rows.get(key) });
      }
    }
    for (const change of this.#changes) {
      const { kind, local, key, data, answer } = change;
      const row = key === undefined ? undefined : seen.get(key);
      if (kind === 'create' && !row) {
        seen.set(local, { key: local, value: answer ?? data, change });
      } else if (kind === 'update' && row) {
        row.value = answer ?? patched(change, row.value);
        row.change = change;
      } else if (kind === 'delete' && key !== undefined) {
        seen.delete(key);
      }
    }
    return [...seen.values()];
  }

  /**
   * The rows have taken an event in.
   * @param {Event} event
   * @param {string} key
   * @param {any} value
   * @param {boolean} isNew whether the row was not there before
   */
  confirm(event, key, value, isNew) {
    const mine = this.#isMine(event);
    const first = !this.#counted.has(event.id);
    const own = this.#changes.filter((change) => change.key === key);
    for (const change of own) {
      const counts = mine && first && !this.#counted.has(event.id);
      if (this.#confirms(change, event, value, counts)) {
        this.#counted.add(event.id);
        this.#end(change);
      }
      change.touched = true;
    }
    if (!this.#rows.has(key)) {
      this.#locals.delete(key);
    } else if (isNew && own.length === 0 && (mine || this.#severalRooms())) {
      // what others moved here at once may be a draft's row, whose own event is still to come from another room
      this.#adopt(key, value, mine);
    }
  }

  /**
   * The server has carried a change out.
   * @param {Change} change
   * @param {string | undefined} key of the answered entity
   * @param {any} answer undefined where it answered with none
   */
  answer(change, key, answer) {
    change.answered = true;
    change.answer = answer;
    if (!change.done && change.kind === 'create') {
      this.#answerCreate(change, key);
    } else if (!change.done && !this.#rows.has(/** @type {string} */ (change.key))) {
      this.#end(change);
    } else if (change.kind === 'update' && this.#reached(change)) {
      this.#end(change);
    }
    this.#attribute();
  }

  /** @param {Change} change that the server has not carried out */
  fail(change) {
    this.#end(change);
  }

  /**
   * The event of an answered change should have come by now.
   * @param {Change} change
   * @returns {boolean} false where nothing has come: only a load can tell what is
   */
  settle(change) {
    if (change.touched) {
      this.#end(change);
    }
    return change.done;
  }

  /** @returns {Change[]} those whose effect a load that begins now contains */
  answered() {
    return this.#changes.filter((change) => change.answered);
  }

  /**
   * The rows are those of a fresh load.
   * @param {Change[]} contained what was answered before it began
   * @param {Set<string>} before the keys before
   */
  reloaded(contained, before) {
    const named = new Set(this.#changes.map(({ key }) => key));
    contained.filter(({ kind, key }) => kind !== 'create' || key !== undefined).forEach((change) => this.#end(change));
    for (const key of this.#rows.keys()) {
      if (!before.has(key) && !named.has(key)) {
        // it does not say who made it: only its content can tell that it is a draft's
        this.#adopt(key, this.#rows.get(key), true);
      }
    }
    contained.forEach((change) => (change.loaded = true));
    this.#attribute();
  }

  /**
   * @param {Change} change
   * @param {Event} event
   * @param {any} value
   * @param {boolean} mine
   */
  #confirms(change, { action, origin }, value, mine) {
    if (action === 'deleted') {
      // gone from one room, it may still be in another
      return !this.#rows.has(/** @type {string} */ (change.key));
    }
    if (change.kind === 'create') {
      return true;
    }
    if (change.kind === 'delete') {
      return action === 'created';
    }
    return (mine && (origin !== undefined || covers(value, change.data))) || (change.answered && this.#reached(change));
  }

  /**
   * Whether the row is at least as new as the answer.
   * @param {Change} change
   */
  #reached({ key, answer }) {
    const row = this.#rows.get(/** @type {string} */ (key));
    const [version, answered] = [row && this.#version(row), answer && this.#version(answer)];
    return (
      same(row, answer) ||
      (answered !== undefined && answered !== null && version !== undefined && !less(version, answered))
    );
  }

  /**
   * @param {Change} change
   * @param {string | undefined} key
   */
  #answerCreate(change, key) {
    if (key !== undefined && (this.#rows.has(key) || this.#rows.isGone(key))) {
      this.#bind(change, key);
    } else {
      change.key = key;
    }
  }

  /**
   * A row that may be the one of a draft.
   * @param {string} key
   * @param {any} value
   * @param {boolean} byContent whether equal content makes it a draft's
   */
  #adopt(key, value, byContent) {
    const drafts = this.#changes.filter((change) => change.kind === 'create' && change.key === undefined);
    const draft = byContent && drafts.find((change) => covers(value, change.data));
    if (draft) {
      this.#bind(draft, key);
    } else if (drafts.length > 0) {
      this.#heldBack.set(key, drafts);
    }
  }

  /**
   * @param {Change} change
   * @param {string} key
   */
  #bind(change, key) {
    this.#heldBack.delete(key);
    this.#locals.set(key, change.local);
    change.key = key;
    this.#end(change);
  }

  /** @param {Change} change */
  #end(change) {
    if (change.kind === 'create' && change.key !== undefined) {
      this.#locals.set(change.key, change.local);
    }
    change.done = true;
    this.#changes = this.#changes.filter((other) => other !== change);
    if (this.#changes.length === 0) {
      this.#counted.clear();
    }
    this.#attribute();
  }

  /**
   * Rows held back are shown when no draft is left whose they may be. Drafts that a load contains, without a name, go
   * when the rows one of which is theirs come.
   */
  #attribute() {
    const waiting = new Set();
    for (const [key, drafts] of this.#heldBack) {
      const left = drafts.filter((change) => !change.done && change.key === undefined);
      left.forEach((change) => waiting.add(change));
      if (left.length === 0) {
        this.#heldBack.delete(key);
      }
    }
    if ([...waiting].every((change) => change.loaded)) {
      this.#heldBack.clear();
      waiting.clear();
    }
    const over = this.#changes.filter((change) => change.loaded && !waiting.has(change));
    over.forEach((change) => (change.done = true));
    this.#changes = this.#changes.filter((change) => !change.done);
  }
}

/**
 * The same object as long as the row is the same, so that nothing is drawn anew.
 * @param {Change} change
 * @param {any} row
 */
function patched(change, row) {
  if (change.patched?.of !== row) {
    change.patched = { of: row, value: { ...row, ...change.data } };
  }
  return change.patched?.value;
}
