import { covers, less, same } from './rows.js';

/**
 * A change that the page shows before the server has confirmed it.
 * @typedef {object} Change
 * @property {'create' | 'update' | 'delete'} kind
 * @property {string} local names it until its row has a key
 * @property {string | undefined} key
 * @property {any} data the draft or patch
 * @property {boolean} answered
 * @property {any} answer the entity the server answered with
 * @property {boolean} touched whether an event of this row has come since
 * @property {boolean} done whether it has no effect any more
 * @property {{ of: any, value: any }} [patched] the row that the patch was last laid over, and what came out
 *
 * @typedef {{ id?: string, action: string, origin?: string, actor?: string }} Event
 */

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
  /** @type {Change[]} */
  #changes = [];
  /** Keys of new rows that may be drafts', with the drafts in question. @type {Map<string, Set<Change>>} */
  #heldBack = new Map();
  /** Keys of rows that were drafts here -> what named the draft. @type {Map<string, string>} */
  #locals = new Map();
  /** Events that have confirmed a change: their copies of other rooms confirm none. @type {Set<string | undefined>} */
  #counted = new Set();
  #last = 0;

  /**
   * @param {import('./rows.js').Rows} rows
   * @param {(item: any) => any} version
   * @param {(event: Event) => boolean} isMine whether an event may have been caused here
   */
  constructor(rows, version, isMine) {
    this.#rows = rows;
    this.#version = version;
    this.#isMine = isMine;
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
    if (event.action === 'deleted') {
      this.#heldBack.delete(key);
      this.#locals.delete(key);
    } else if (isNew && mine && own.length === 0) {
      this.#adopt(key, value);
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
    } else if (change.touched && change.kind === 'update' && this.#reached(change)) {
      this.#end(change);
    }
    this.#release(change);
  }

  /** @param {Change} change that the server has not carried out */
  fail(change) {
    this.#end(change);
  }

  /**
   * No event has followed the answer for long: what it said is taken for what is.
   * @param {Change} change
   */
  settle(change) {
    const { kind, key, data, answer, touched, done } = change;
    if (!done && key !== undefined && !touched) {
      if (kind === 'delete') {
        this.#rows.remove(key);
      } else if (kind === 'create') {
        this.#rows.put(key, answer ?? data);
      } else if (this.#rows.has(key)) {
        this.#rows.put(key, answer ?? { ...this.#rows.get(key), ...data });
      }
    }
    this.#end(change);
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
    contained.forEach((change) => this.#end(change));
    for (const change of this.#changes) {
      change.touched = true;
    }
    for (const key of this.#rows.keys()) {
      if (!before.has(key) && !this.#changes.some((change) => change.key === key)) {
        this.#adopt(key, this.#rows.get(key));
      }
    }
  }

  /**
   * @param {Change} change
   * @param {Event} event
   * @param {any} value
   * @param {boolean} mine
   */
  #confirms(change, { action, origin }, value, mine) {
    if (action === 'deleted' || change.kind === 'create') {
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
    // without an entity any of those held back will do: they are all of drafts made here
    const row = key ?? [...this.#heldBack].find(([, drafts]) => drafts.has(change))?.[0];
    if (row !== undefined && (this.#rows.has(row) || this.#rows.isGone(row))) {
      this.#bind(change, row);
    } else {
      change.key = row;
    }
  }

  /**
   * A row that may be the one of a draft.
   * @param {string} key
   * @param {any} value
   */
  #adopt(key, value) {
    const drafts = this.#changes.filter((change) => change.kind === 'create' && change.key === undefined);
    const draft = drafts.find((change) => change.answered || covers(value, change.data));
    if (draft) {
      this.#bind(draft, key);
    } else if (drafts.length > 0) {
      this.#heldBack.set(key, new Set(drafts));
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
    this.#release(change);
  }

  /** @param {Change} change that no row has to wait for any more */
  #release(change) {
    for (const [key, drafts] of this.#heldBack) {
      drafts.delete(change);
      if (drafts.size === 0) {
        this.#heldBack.delete(key);
      }
    }
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
