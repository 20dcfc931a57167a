import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RealtimeError } from '../src/index.js';
import { FakeApi } from './fake-api.js';
import { next, start } from './support.js';

const ROOM = '/channels/42';
const sort = (a, b) => a.text.localeCompare(b.text);
const texts = (items) => items.map(({ text }) => text);

/** A loaded collection that records everything it ever showed. */
async function live(t, { rows = [], ...options } = {}) {
  const { server, client } = await start(t);
  const api = new FakeApi(server);
  rows.forEach((text) => api.insert({ text }));
  const realtime = client({ fetch: api.fetch });
  const messages = realtime.collection('/messages', { jitter: 0, sort, ...options });
  t.after(() => messages.close());
  await messages.ready;
  if (messages.state !== 'live') {
    await next(messages, 'state', (state) => state === 'live');
  }
  const shown = [];
  messages.subscribe((items) => shown.push(texts(items)));
  shown.length = 0;
  /** Everything sent before has been heard. */
  const heard = async () => {
    const fence = next(realtime.room(ROOM), 'fence');
    server.publish(ROOM, 'fence', {});
    await fence;
  };
  return { server, api, realtime, messages, shown, heard, mine: { origin: realtime.origin } };
}

function gate() {
  const result = {};
  result.opened = new Promise((resolve) => (result.open = resolve));
  return result;
}

test('a draft shows at once and becomes the row: answer first', async (t) => {
  const { api, messages, shown, heard, mine } = await live(t, { rows: ['a'] });
  const draft = { text: 'b' };

  const created = messages.create(draft, () => {
    const row = { id: 2, version: 0, text: 'b' };
    return Response.json(row, { status: 201 });
  });
  assert.deepEqual(texts(messages.items), ['a', 'b']);
  assert.equal(messages.pending(draft), true);
  const name = messages.keyOf(draft);
  assert.equal((await created).id, 2);
  api.insert({ text: 'b' }, mine);
  await heard();

  assert.deepEqual(messages.items[1].id, 2);
  assert.equal(messages.pending(messages.items[1]), false);
  assert.equal(messages.keyOf(messages.items[1]), name);
  assert.ok(shown.every((texts) => texts.join() === 'a,b'));
});

test('a draft becomes the row: event first', async (t) => {
  const { api, messages, shown, heard, mine } = await live(t, { rows: ['a'] });
  const answer = gate();

  const created = messages.create({ text: 'b' }, async () => {
    const row = api.insert({ text: 'b' }, mine);
    await answer.opened;
    return row;
  });
  await heard();
  assert.equal(messages.pending(messages.items[1]), false);
  answer.open();
  await created;

  assert.deepEqual(texts(messages.items), ['a', 'b']);
  assert.ok(shown.every((texts) => texts.join() === 'a,b'));
});

test('a draft the server rewrites is never shown beside its row', async (t) => {
  const { api, messages, shown, heard, mine } = await live(t);
  const answer = gate();

  const created = messages.create({ text: ' b ' }, async () => {
    const row = api.insert({ text: 'b' }, mine);
    await answer.opened;
    return row;
  });
  await heard();
  assert.deepEqual(texts(messages.items), [' b ']);
  answer.open();
  await created;

  assert.deepEqual(texts(messages.items), ['b']);
  assert.ok(shown.every((texts) => texts.length === 1));
});

test('of two equal drafts each becomes its own row, in whichever order', async (t) => {
  const { api, messages, shown, heard, mine } = await live(t);
  const [first, second] = [gate(), gate()];
  const post = (answer) => async () => {
    await answer.opened;
    return api.insert({ text: 'ok' }, mine);
  };

  const both = [messages.create({ text: 'ok' }, post(first)), messages.create({ text: 'ok' }, post(second))];
  second.open();
  await both[1];
  await heard();
  first.open();
  await both[0];
  await heard();

  assert.deepEqual(messages.items.map(({ id }) => id).sort(), [1, 2]);
  assert.ok(shown.slice(1).every((texts) => texts.length === 2));
});

test('without the origin an event of this user is taken for the draft', async (t) => {
  const { api, messages, shown, heard } = await live(t);
  const answer = gate();

  const created = messages.create({ text: 'B' }, async () => {
    const row = api.insert({ text: 'b' }, { actor: 'alice' });
    await answer.opened;
    return row;
  });
  await heard();
  assert.deepEqual(texts(messages.items), ['B']);
  answer.open();
  await created;

  assert.deepEqual(texts(messages.items), ['b']);
  assert.ok(shown.every((texts) => texts.length === 1));
});

test("another user's row is not held back by a draft", async (t) => {
  const { api, messages, heard } = await live(t);
  messages.create({ text: 'mine' }, () => new Promise(() => {}));

  api.insert({ text: 'theirs' }, { actor: 'bob', origin: 'elsewhere' });
  await heard();

  assert.deepEqual(texts(messages.items), ['mine', 'theirs']);
});

test('a draft becomes the row through recovery', async (t) => {
  const { server, api, messages, shown, heard, mine, realtime } = await live(t);
  const answer = gate();
  const created = messages.create({ text: 'b' }, async () => {
    server.cut();
    const row = api.insert({ text: 'b' }, mine);
    await answer.opened;
    return row;
  });

  await next(realtime.room(ROOM), 'state', (state) => state === 'joined');
  await heard();
  answer.open();
  await created;

  assert.deepEqual(texts(messages.items), ['b']);
  assert.ok(shown.every((texts) => texts.length === 1));
});

test('a draft becomes the row through a fresh load', async (t) => {
  const { server, api, messages, shown, mine } = await live(t);
  const answer = gate();
  const created = messages.create({ text: ' b ' }, async () => {
    const row = api.insert({ text: 'b' }, mine);
    await answer.opened;
    return row;
  });

  server.restart();
  await next(messages, 'state', (state) => state === 'live');
  assert.equal(messages.items.length, 1);
  answer.open();
  await created;

  assert.deepEqual(texts(messages.items), ['b']);
  assert.ok(shown.every((texts) => texts.length === 1));
});

for (const status of [400, 409, 500, 503]) {
  test(`a draft refused with ${status} goes, with the words of the server`, async (t) => {
    const { messages } = await live(t, { rows: ['a'] });

    const created = messages.create({ text: 'b' }, () => Response.json({ detail: 'Not today' }, { status }));

    assert.deepEqual(texts(messages.items), ['a', 'b']);
    await assert.rejects(created, (error) => {
      assert.ok(error instanceof RealtimeError);
      assert.deepEqual([error.status, error.message, error.retry], [status, 'Not today', status >= 500]);
      return true;
    });
    assert.deepEqual(texts(messages.items), ['a']);
  });
}

test('a draft whose request broke, though it was carried out, is there once', async (t) => {
  const { api, messages, heard, mine } = await live(t);
  const broken = gate();

  const created = messages.create({ text: ' b ' }, async () => {
    api.insert({ text: 'b' }, mine);
    await broken.opened;
    throw new TypeError('fetch failed');
  });
  await heard();
  assert.deepEqual(texts(messages.items), [' b ']);
  broken.open();
  await assert.rejects(created, TypeError);

  assert.deepEqual(texts(messages.items), ['b']);
});

test('a draft that names its key needs no guess', async (t) => {
  const { api, messages, heard } = await live(t);
  const answer = gate();
  messages.create({ id: 'x', text: ' b ' }, async () => {
    api.insert({ id: 'x', text: 'b' }, {});
    await answer.opened;
  });

  await heard();

  assert.deepEqual(texts(messages.items), ['b']);
  answer.open();
});

test('an update shows at once, and as the server has it in the end', async (t) => {
  const { api, messages, shown, heard, mine } = await live(t, { rows: ['a', 'b'] });

  const updated = messages.update(2, { text: 'c' }, () => api.update(2, { text: 'c!' }, mine));
  assert.deepEqual(texts(messages.items), ['a', 'c']);
  assert.equal(messages.pending(messages.items[1]), true);
  await updated;
  await heard();

  assert.deepEqual(texts(messages.items), ['a', 'c!']);
  assert.equal(messages.pending(messages.items[1]), false);
  assert.ok(!shown.slice(1).some((texts) => texts.includes('b')));
});

test('an update is not undone by an older event that is still on its way', async (t) => {
  const { server, api, messages, shown, heard, mine } = await live(t, { rows: ['a'] });
  const late = [];
  server.fate = (frame) => (frame.headers.event === 'realtime:resource' ? (late.push(frame), 'delay') : 'deliver');

  api.update(1, { text: 'theirs' }, { actor: 'bob', origin: 'elsewhere' });
  await messages.update(1, { text: 'mine' }, () => api.update(1, { text: 'mine' }, mine));
  assert.deepEqual(texts(messages.items), ['mine']);
  server.fate = () => 'deliver';
  await heard();

  assert.equal(late.length, 2);
  assert.deepEqual(texts(messages.items), ['mine']);
  assert.ok(!shown.flat().includes('theirs'));
});

test("another one's later update shows behind the own one", async (t) => {
  const { api, messages, heard, mine } = await live(t, { rows: ['a'] });

  await messages.update(1, { text: 'mine' }, () => api.update(1, { text: 'mine' }, mine));
  api.update(1, { text: 'theirs' }, { actor: 'bob', origin: 'elsewhere' });
  await heard();

  assert.deepEqual(texts(messages.items), ['theirs']);
});

test('a refused update is undone', async (t) => {
  const { messages } = await live(t, { rows: ['a'] });

  const updated = messages.update(messages.items[0], { text: 'b' }, () => Response.json({}, { status: 409 }));
  assert.deepEqual(texts(messages.items), ['b']);

  await assert.rejects(updated, { code: 'http_409' });
  assert.deepEqual(texts(messages.items), ['a']);
});

test('a deletion hides at once, and shows again when refused', async (t) => {
  const { messages } = await live(t, { rows: ['a', 'b'] });

  const deleted = messages.delete(1, () => Response.json({ detail: 'Not yours' }, { status: 403 }));
  assert.deepEqual(texts(messages.items), ['b']);

  await assert.rejects(deleted, { message: 'Not yours' });
  assert.deepEqual(texts(messages.items), ['a', 'b']);
});

test('a deleted row is not brought back by a late update, nor by a late answer', async (t) => {
  const { server, api, messages, shown, heard, mine } = await live(t, { rows: ['a'] });
  const answer = gate();
  const updated = messages.update(1, { text: 'b' }, async () => {
    const row = api.update(1, { text: 'b' }, mine);
    await answer.opened;
    return row;
  });
  server.fate = ({ headers }) => (headers.event === 'realtime:resource' ? 'delay' : 'deliver');
  await messages.delete(1, () => {
    api.delete(1, mine);
    return new Response(null, { status: 204 });
  });
  assert.deepEqual(texts(messages.items), []);
  server.fate = () => 'deliver';
  await heard();
  answer.open();
  await updated;

  assert.deepEqual(texts(messages.items), []);
  const gone = shown.findIndex((texts) => texts.length === 0);
  assert.ok(shown.slice(gone).every((texts) => texts.length === 0));
});

test('where no event follows an answer, a load tells what is', async (t) => {
  const { server, api, messages, mine } = await live(t, { rows: ['a', 'b', 'c'], settle: 1 });
  server.fate = ({ headers }) => (headers.event === 'realtime:resource' ? 'drop' : 'deliver');
  const done = () => new Response(null, { status: 204 });

  await Promise.all([
    messages.create({ text: 'x' }, () => api.insert({ text: 'x!' }, mine)),
    messages.create({ text: 'y' }, () => ({ id: 77, text: 'not of this list' })),
    messages.update(2, { text: 'bb' }, () => (api.update(2, { text: 'bb!' }, mine), done())),
    messages.delete(3, () => (api.delete(3, mine), done())),
  ]);
  assert.deepEqual(texts(messages.items), ['a', 'bb', 'not of this list', 'x!']);

  while (texts(messages.items).join() !== 'a,bb!,x!') {
    await new Promise((resolve) => messages.on('state', resolve));
  }
});

test('what was created without a word is looked for by a load', async (t) => {
  const { server, api, messages, mine } = await live(t, { settle: 1 });
  server.fate = ({ headers }) => (headers.event === 'realtime:resource' ? 'drop' : 'deliver');

  await messages.create({ text: 'x' }, () => {
    api.insert({ text: 'x!' }, mine);
    return new Response(null, { status: 201 });
  });
  await next(messages, 'state', (state) => state === 'live');

  assert.deepEqual(texts(messages.items), ['x!']);
});
