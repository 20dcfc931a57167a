import assert from 'node:assert/strict';
import { Realtime } from '../src/index.js';
import { FakeApi } from './fake-api.js';
import { FakeServer } from './fake-server.js';

const ROOMS = ['/a', '/b'];

/** Random numbers that a seed repeats (mulberry32). */
export function randomOf(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    chance: (probability) => next() < probability,
    below: (limit) => Math.floor(next() * limit),
    of: (values) => values[Math.floor(next() * values.length)],
  };
}

/**
 * One random history of an application, its users, this page and a bad network. When it is over, and the network good
 * again, the collection has to show what a fresh load gives. All the time no row is shown twice.
 */
export class History {
  #random;
  #server = new FakeServer();
  #api;
  #realtime;
  #messages;
  #requests = [];
  #uids = 0;
  /** Rows created here that nothing has refused. */
  #drafts = new Set();
  #inserted = new Set();
  #options;
  log = [];

  constructor(seed) {
    this.#random = randomOf(seed);
    const random = this.#random;
    const limit = random.chance(0.4) ? 1 + random.below(6) : undefined;
    const filter = random.chance(0.4) ? ({ hidden }) => !hidden : undefined;
    // without versions only positions and origins are left to go by
    const version = random.chance(0.5) ? 'version' : () => undefined;
    this.#options = { limit, filter, version };
    this.#api = new FakeApi(this.#server, { rooms: ROOMS, roomsOf: ({ rooms }) => rooms });
    const { rows } = this.#api;
    const sorted = () =>
      [...rows.values()]
        .filter((row) => row.rooms.some((room) => ROOMS.includes(room)))
        .filter(filter ?? (() => true))
        .sort(byRank)
        .slice(0, limit);
    Object.defineProperty(this.#api, 'list', { get: sorted });
    this.#api.pause = () => this.#pass(random.below(6));
    for (let i = random.below(6); i > 0; i--) {
      this.#api.insert(this.#item());
    }
  }

  async run() {
    const server = this.#server;
    this.#realtime = new Realtime({
      url: 'ws://memory/realtime',
      token: 'alice',
      socket: server.socket,
      fetch: this.#api.fetch,
      reconnect: { min: 0, max: 2 },
    });
    this.#realtime.on('error', (error) => this.log.push(`error ${error.code}`));
    this.#messages = this.#realtime.collection('/messages', {
      sort: byRank,
      jitter: this.#random.below(3),
      settle: this.#random.below(10),
      ...this.#options,
    });
    this.#messages.subscribe((items) => this.#check(items));
    server.fate = ({ headers }) => {
      const unlucky = headers.position && this.#random.chance(0.15);
      return unlucky ? this.#random.of(['drop', 'duplicate', 'delay']) : 'deliver';
    };
    for (let steps = 5 + this.#random.below(30); steps > 0; steps--) {
      this.#step();
      await this.#pass(this.#random.below(4));
    }
    server.fate = () => 'deliver';
    await Promise.all(this.#requests);
    await this.#converge();
    this.#realtime.close();
    this.#messages.close();
    server.cut();
  }

  #step() {
    const random = this.#random;
    const ids = [...this.#api.rows.keys()];
    const id = ids.length > 0 ? random.of(ids) : undefined;
    const theirs = random.of([{ origin: 'elsewhere', actor: 'bob' }, { origin: 'other tab' }]);
    const kind = random.below(20);
    if (kind < 4) {
      this.#do('their create', () => this.#api.insert(this.#item(), theirs));
    } else if (kind < 8 && id) {
      this.#do(`their update ${id}`, () => this.#api.update(id, this.#patch(), theirs));
    } else if (kind < 10 && id) {
      this.#do(`their delete ${id}`, () => this.#api.delete(id, { ...theirs, byId: random.chance(0.5) }));
    } else if (kind < 13) {
      this.#create();
    } else if (kind < 15 && this.#shownIds().length > 0) {
      this.#update(random.of(this.#shownIds()));
    } else if (kind < 16 && this.#shownIds().length > 0) {
      this.#delete(random.of(this.#shownIds()));
    } else if (kind < 17) {
      this.#do('cut', () => this.#server.cut());
    } else if (kind < 18) {
      this.#do('restart', () => this.#server.restart());
    } else if (kind < 19) {
      this.#do('resync', () => this.#server.resync(random.of(ROOMS)));
    } else {
      this.#do('beacon', () => this.#server.beacon(random.of(ROOMS)));
    }
  }

  #create() {
    const item = this.#item();
    const rewritten = this.#random.chance(0.5) ? { rank: item.rank + 1 } : {};
    this.#drafts.add(item.uid);
    const insert = () => {
      this.#inserted.add(item.uid);
      return this.#api.insert({ ...item, ...rewritten }, { origin: this.#realtime.origin });
    };
    this.#do(`my create ${item.uid}`, () =>
      this.#messages.create(item, () => this.#request(insert, () => this.#drafts.delete(item.uid))),
    );
  }

  #update(id) {
    const patch = this.#patch();
    this.#do(`my update ${id}`, () =>
      this.#messages.update(id, patch, (request) =>
        this.#request(() => this.#existing(id) && this.#api.update(id, patch, request)),
      ),
    );
  }

  #delete(id) {
    this.#drafts.delete(this.#messages.items.find((item) => item.id === id).uid);
    this.#do(`my delete ${id}`, () =>
      this.#messages.delete(id, (request) =>
        this.#request(() => {
          this.#existing(id);
          this.#api.delete(id, request);
        }),
      ),
    );
  }

  /** A request that arrives late, is refused, breaks behind the server's back, or is answered late. */
  async #request(action, onFailure = () => {}) {
    await this.#pass(this.#random.below(5));
    if (this.#random.chance(0.15)) {
      onFailure();
      return Response.json({ detail: 'refused' }, { status: this.#random.of([400, 409, 500]) });
    }
    const row = action();
    await this.#pass(this.#random.below(8));
    if (this.#random.chance(0.1)) {
      onFailure();
      throw new TypeError('the answer was lost');
    }
    return row && this.#random.chance(0.7) ? Response.json(row) : new Response(null, { status: 204 });
  }

  #do(what, action) {
    this.log.push(what);
    const result = action();
    if (result instanceof Promise) {
      // refused and broken requests are part of the history
      this.#requests.push(result.catch((error) => this.log.push(`failed: ${what}: ${error.message}`)));
    }
  }

  async #converge() {
    const fresh = () => JSON.stringify(this.#api.list);
    const shown = () => JSON.stringify(this.#messages.items);
    const settled = () =>
      this.#messages.state === 'live' && !this.#messages.items.some((item) => this.#messages.pending(item));
    const deadline = Date.now() + 3_000;
    while (!(settled() && shown() === fresh()) && Date.now() < deadline) {
      ROOMS.forEach((room) => this.#server.beacon(room));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    assert.ok(settled(), `still ${this.#messages.state} or pending`);
    // and it stays so
    await this.#pass(20);
    assert.deepEqual(structuredClone(this.#messages.items), structuredClone(this.#api.list));
  }

  #check(items) {
    for (const property of ['uid', 'id']) {
      const values = items.map((item) => item[property]).filter((value) => value !== undefined);
      if (new Set(values).size !== values.length) {
        this.fault ??= `${property} twice in ${JSON.stringify(items)} after ${this.log.at(-1)}`;
      }
    }
    const { limit, filter } = this.#options;
    for (const uid of limit || filter ? [] : this.#drafts) {
      if (!items.some((item) => item.uid === uid) && !this.#removed(uid)) {
        this.fault ??= `uid ${uid} missing in ${JSON.stringify(items)} after ${this.log.at(-1)}`;
      }
    }
  }

  /** Whether somebody has deleted a row created here, or moved it away. */
  #removed(uid) {
    const row = [...this.#api.rows.values()].find((candidate) => candidate.uid === uid);
    return this.#inserted.has(uid) && (!row || !row.rooms.some((room) => ROOMS.includes(room)) || row.version > 0);
  }

  #shownIds() {
    return this.#messages.items.map(({ id }) => id).filter((id) => id !== undefined);
  }

  #existing(id) {
    if (!this.#api.rows.has(id)) {
      throw new Error('gone');
    }
    return true;
  }

  #item() {
    return {
      uid: ++this.#uids,
      rank: this.#random.below(100) * 10,
      hidden: this.#random.chance(0.2),
      rooms: this.#rooms(),
    };
  }

  #patch() {
    const random = this.#random;
    return {
      rank: random.below(100) * 10,
      ...(random.chance(0.3) && { hidden: random.chance(0.5) }),
      ...(random.chance(0.3) && { rooms: this.#rooms() }),
    };
  }

  #rooms() {
    return this.#random.of([['/a'], ['/a'], ['/b'], ['/b'], ['/a', '/b'], ['/elsewhere'], ['/b', '/elsewhere']]);
  }

  async #pass(turns) {
    for (let i = turns; i > 0; i--) {
      await new Promise(setImmediate);
    }
  }
}

function byRank(a, b) {
  return a.rank - b.rank || a.uid - b.uid;
}
