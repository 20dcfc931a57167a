import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RealtimeError } from '../src/index.js';
import { FakeApi } from './fake-api.js';
import { collect, jwt, next, start } from './support.js';

const ROOM = '/channels/42';
const TOPIC = `/topic/rooms${ROOM}`;
const URL = '/api/channels/42/messages';
const texts = (items) => items.map(({ text }) => text);
const code = (expected) => (error) => error instanceof RealtimeError && error.code === expected;

/** A collection of the fake application, and what waits for it to show something. */
async function live(t, { api: apiOptions, rows = [], client: clientOptions, prepare, ...options } = {}) {
  const context = await start(t);
  const api = new FakeApi(context.server, apiOptions);
  rows.forEach((text) => api.insert({ text }));
  prepare?.(api);
  const realtime = context.client({ fetch: api.fetch, ...clientOptions });
  const messages = realtime.collection(URL, { jitter: 0, ...options });
  t.after(() => messages.close());
  return { ...context, api, realtime, messages };
}

async function ready(t, options) {
  const context = await live(t, options);
  await context.messages.ready;
  await state(context.messages, 'live');
  return context;
}

function state(messages, expected) {
  return messages.state === expected ? Promise.resolve() : next(messages, 'state', (s) => s === expected);
}

function shows(messages, expected) {
  return new Promise((resolve) => {
    const stop = messages.subscribe((items) => {
      if (JSON.stringify(texts(items)) === JSON.stringify(expected)) {
        queueMicrotask(() => stop());
        resolve(items);
      }
    });
  });
}

for (const passes of ['header', 'body']) {
  test(`loads, and joins from the position in the ${passes}`, async (t) => {
    const { server, api, realtime, messages } = await live(t, {
      rows: ['a', 'b'],
      api: { passes, token: () => 'ticket' },
    });

    await messages.ready;

    assert.deepEqual(texts(messages.items), ['a', 'b']);
    const { headers } = await server.frame((f) => f.headers.destination === TOPIC);
    assert.deepEqual([headers.position, headers.token], ['x1:2', 'ticket']);
    assert.equal(api.lastRequest.url, URL);
    assert.equal(api.lastRequest.init.headers['Realtime-Origin'], realtime.origin);
  });
}

test('misses nothing between the load and the join', async (t) => {
  let paused = 0;
  const prepare = (api) => (api.pause = async () => void (++paused === 2 && api.insert({ text: 'between' })));
  const { api, messages } = await live(t, { rows: ['a'], prepare });

  await shows(messages, ['a', 'between']);
  assert.equal(api.loads, 1);
});

test('follows created, updated and deleted rows, one row for a key', async (t) => {
  const { api, messages } = await ready(t, { rows: ['a', 'b'] });

  api.insert({ text: 'c' });
  await shows(messages, ['a', 'b', 'c']);
  api.update(2, { text: 'B' });
  await shows(messages, ['a', 'B', 'c']);
  api.delete(1);
  await shows(messages, ['B', 'c']);
  api.delete(3, { byId: true });
  await shows(messages, ['B']);
});

test('a created row that is there already is not doubled, an updated one that is not is added', async (t) => {
  const { server, messages } = await ready(t, { rows: ['a'] });

  server.resource(ROOM, 'created', { id: 1, text: 'A' });
  server.resource(ROOM, 'updated', { id: 9, text: 'i' });

  await shows(messages, ['A', 'i']);
});

test('an event without a key removes nothing and is told', async (t) => {
  const { server, api, messages } = await ready(t, { rows: ['a', 'b'] });
  const errors = collect(messages, 'error', (error) => error.code);

  server.resource(ROOM, 'deleted', null);
  server.resource(ROOM, 'deleted', 0);
  api.insert({ text: 'c' });

  await shows(messages, ['a', 'b', 'c']);
  assert.deepEqual(errors.events, ['invalid_message']);
});

test('sorts, filters and limits', async (t) => {
  const { api, messages } = await ready(t, {
    rows: ['d', 'b', '-x'],
    sort: (a, b) => a.text.localeCompare(b.text),
    filter: ({ text }) => !text.startsWith('-'),
    limit: 10,
  });
  assert.deepEqual(texts(messages.items), ['b', 'd']);

  api.update(3, { text: 'c' });
  await shows(messages, ['b', 'c', 'd']);
  api.update(1, { text: '-d' });
  await shows(messages, ['b', 'c']);
});

test('a bounded list fills up when it loses a row, and does not show what may not be next', async (t) => {
  const sort = (a, b) => a.text.localeCompare(b.text);
  const prepare = (api) =>
    Object.defineProperty(api, 'list', { get: () => [...api.rows.values()].sort(sort).slice(0, 3) });
  const { api, messages } = await ready(t, { rows: ['a', 'b', 'c', 'd'], sort, limit: 3, prepare });
  assert.deepEqual(texts(messages.items), ['a', 'b', 'c']);

  api.update(1, { text: 'e' });
  await shows(messages, ['b', 'c', 'd']);
  assert.equal(api.loads, 2);
  api.insert({ text: 'bb' });
  await shows(messages, ['b', 'bb', 'c']);
  assert.equal(api.loads, 2);
});

test('takes in the resources of its type only', async (t) => {
  const { server, api, messages } = await ready(t, { type: 'message' });

  server.resource(ROOM, 'created', { id: 7, text: 'member' }, { type: 'member' });
  api.insert({ text: 'a' });

  await shows(messages, ['a']);
});

test('a row that moves between two of its rooms is there once, whatever comes first', async (t) => {
  const { server, messages } = await ready(t, { api: { rooms: ['/a', '/b'] } });
  server.resource('/a', 'created', { id: 1, text: 'in a' });
  await shows(messages, ['in a']);

  server.resource('/b', 'created', { id: 1, text: 'in b' });
  server.resource('/a', 'deleted', { id: 1, text: 'in b' });
  server.resource('/a', 'created', { id: 2, text: 'end' });

  await shows(messages, ['in b', 'end']);
});

test('an older version from another room is ignored', async (t) => {
  const { server, messages } = await ready(t, { api: { rooms: ['/a', '/b'] } });
  server.resource('/b', 'created', { id: 1, text: 'new', version: 2 });
  server.resource('/a', 'updated', { id: 1, text: 'old', version: 1 });
  server.resource('/a', 'created', { id: 2, text: 'end' });

  await shows(messages, ['new', 'end']);
});

test('loads again when the room could not be recovered', async (t) => {
  const { server, api, messages } = await ready(t, { rows: ['a'] });

  server.restart();
  api.rows.set(8, { id: 8, text: 'unheard' });

  await shows(messages, ['a', 'unheard']);
  await state(messages, 'live');
});

test('loads again on resync, and keeps rows that are the same as the same objects', async (t) => {
  const { server, api, messages } = await ready(t, { rows: ['a'] });
  const [a] = messages.items;
  api.rows.set(8, { id: 8, text: 'unheard' });

  server.resync(ROOM);

  const items = await shows(messages, ['a', 'unheard']);
  assert.equal(items[0], a);
});

test('events during a reload are not lost to its older answer', async (t) => {
  const { api, messages } = await ready(t, { rows: ['a'] });
  let paused = 0;
  api.pause = async () => {
    if (++paused === 2) {
      const seen = shows(messages, ['a', 'b']);
      api.insert({ text: 'b' });
      await seen;
    }
  };

  await messages.reload();

  assert.deepEqual(texts(messages.items), ['a', 'b']);
});

test('subscribers hear of a burst once, and not of a reload that changes nothing', async (t) => {
  const { api, messages } = await ready(t, { rows: ['a'] });
  const calls = [];
  messages.subscribe((items) => calls.push(texts(items)));
  assert.deepEqual(calls, [['a']]);

  await messages.reload();
  messages.create({ id: 7, text: 'x' }, () => new Promise(() => {}));
  messages.create({ id: 8, text: 'y' }, () => new Promise(() => {}));
  await new Promise((resolve) => setImmediate(resolve));

  assert.deepEqual(calls, [['a'], ['a', 'x', 'y']]);
  assert.equal(api.loads, 2);
});

test('is an async iterable that ends when it is closed', async (t) => {
  const { api, messages } = await live(t, { rows: ['a'] });
  const seen = [];

  for await (const items of messages) {
    seen.push(texts(items));
    if (seen.length === 1) {
      await state(messages, 'live');
      api.insert({ text: 'b' });
    } else {
      messages.close();
    }
  }

  assert.deepEqual(seen, [['a'], ['a', 'b']]);
});

test('ready rejects where the load is refused, with the words of the server', async (t) => {
  const { messages } = await live(t, { prepare: (api) => (api.failure = 403) });
  t.mock.method(console, 'warn', () => {});

  await assert.rejects(messages.ready, (error) => {
    assert.deepEqual(
      [error.code, error.status, error.message, error.retry],
      ['http_403', 403, 'failed with 403', false],
    );
    return true;
  });

  assert.equal(messages.state, 'failed');
  await assert.rejects(messages[Symbol.asyncIterator]().next(), code('http_403'));
});

test('a load that fails for now is tried again', async (t) => {
  const { api, messages } = await live(t, { rows: ['a'], prepare: (it) => (it.failure = 503) });
  messages.on('error', () => (api.failure = undefined));

  await assert.rejects(messages.ready, code('http_503'));

  await shows(messages, ['a']);
  assert.equal(messages.error, undefined);
});

test('gets a fresh room token by a fresh load', async (t) => {
  let issued = 0;
  const token = () => jwt({ n: ++issued, exp: Date.now() / 1000 + 600 });
  const { server, api, messages } = await ready(t, { rows: ['a'], api: { token } });
  server.authorize = ({ token: given }) => (JSON.parse(atob(given.split('.')[1])).n < 2 ? 'token_expired' : undefined);

  server.cut();
  await state(messages, 'stale');
  await state(messages, 'live');

  assert.equal(api.loads, 2);
});

test('a revoked room makes one new load, which decides', async (t) => {
  const { server, api, messages } = await ready(t, { rows: ['a'] });
  const errors = collect(messages, 'error', (error) => error.code);
  api.failure = 403;

  server.expel(ROOM, 'revoked');

  assert.deepEqual(await errors.atLeast(2), ['revoked', 'http_403']);
  assert.equal(messages.state, 'failed');
  assert.equal(api.loads, 2);
});

test('loads by a function and joins rooms given by name, before the load', async (t) => {
  const { server, client } = await start(t);
  const rows = [{ id: 1, text: 'a' }];
  const realtime = client();
  let joinedBefore;
  const messages = realtime.collection({
    load: () => {
      joinedBefore = realtime.room(ROOM).state;
      return rows;
    },
    rooms: [ROOM],
  });
  t.after(() => messages.close());

  await messages.ready;
  server.resource(ROOM, 'created', { id: 2, text: 'b' });

  await shows(messages, ['a', 'b']);
  assert.equal(joinedBefore, 'joined');
});

test('shares a room with others and is not left behind by what they heard before', async (t) => {
  const { server, client } = await start(t);
  const api = new FakeApi(server);
  const realtime = client({ fetch: api.fetch });
  const room = realtime.room(ROOM);
  await room.join();
  let paused = 0;
  api.pause = async () => {
    if (++paused === 2) {
      const heard = next(room, 'created');
      api.insert({ text: 'before the join, behind the load' });
      await heard;
    }
  };
  const messages = realtime.collection(URL);

  await shows(messages, ['before the join, behind the load']);
  messages.close();
  assert.equal(room.state, 'joined');
});

test('close leaves the rooms and falls silent', async (t) => {
  const { server, api, messages } = await ready(t, { rows: ['a'] });
  const calls = [];
  messages.subscribe((items) => calls.push(items));

  messages.close();
  await server.frame((f) => f.command === 'UNSUBSCRIBE');
  api.insert({ text: 'b' });

  assert.equal(messages.state, 'closed');
  assert.equal(calls.length, 1);
});

test('is not given up where the connection takes longer than a join may', async (t) => {
  const { server, client } = await start(t);
  const api = new FakeApi(server);
  server.answers = false;
  const realtime = client({ fetch: api.fetch, timeout: 50 });
  realtime.on('error', () => {});
  const messages = realtime.collection(URL, { jitter: 0 });
  t.after(() => messages.close());
  const errors = collect(messages, 'error', (error) => error.code);
  await messages.ready;

  assert.deepEqual(new Set(await errors.atLeast(3)), new Set(['timeout']));
  assert.equal(messages.state, 'stale');
  server.answers = true;
  await state(messages, 'live');

  api.insert({ text: 'a' });
  await shows(messages, ['a']);
});
