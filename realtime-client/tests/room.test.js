import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Rooms } from '../src/rooms.js';
import { RealtimeError } from '../src/index.js';
import { collect, next, start } from './support.js';

const code = (expected) => (error) => error instanceof RealtimeError && error.code === expected;
const ROOM = '/channels/42';
const TOPIC = `/topic/rooms${ROOM}`;
const texts = (room) => collect(room, 'created', ({ resource }) => resource.text);

async function joined(t, options) {
  const context = await start(t);
  const realtime = context.client();
  const room = realtime.room(ROOM, options);
  await room.join();
  return { ...context, realtime, room };
}

test('joins with its token and hears resources, own events and everything', async (t) => {
  const { server, room } = await joined(t, { token: async () => 'ticket' });
  const created = next(room, 'created');
  const writing = next(room, 'writing');
  const all = collect(room, '*', ({ event }) => event);

  server.resource(ROOM, 'created', { id: 1, text: 'hi' }, { path: '/m/1', actor: 'bob', origin: 'o' });
  server.publish(ROOM, 'writing', { data: { by: 'bob' }, actor: 'bob' });

  const event = await created;
  assert.equal(server.frames.find((f) => f.headers.destination === TOPIC).headers.token, 'ticket');
  assert.deepEqual(event.resource, { id: 1, text: 'hi' });
  assert.deepEqual(
    [event.type, event.path, event.actor, event.origin, event.position, event.room],
    ['message', '/m/1', 'bob', 'o', 'x1:1', ROOM],
  );
  assert.deepEqual((await writing).data, { by: 'bob' });
  assert.deepEqual(await all.atLeast(2), ['created', 'writing']);
});

test('a refused join rejects, and the connection and other rooms live on', async (t) => {
  const { server, realtime, room } = await joined(t);
  server.authorize = ({ room: name }) => (name === '/secret' ? 'forbidden' : undefined);
  const secret = realtime.room('/secret');

  await assert.rejects(secret.join(), (error) => code('forbidden')(error) && !error.retry);

  assert.equal(secret.state, 'refused');
  assert.equal(secret.error.code, 'forbidden');
  const created = next(room, 'created');
  server.resource(ROOM, 'created', { id: 1 });
  await created;
  assert.equal(realtime.state, 'connected');
  server.authorize = () => undefined;
  await secret.join();
  assert.equal(secret.state, 'joined');
});

test('is one room for a name, left by the last leave', async (t) => {
  const { server, realtime, room } = await joined(t);
  const other = realtime.room(ROOM);
  assert.equal(other, room);
  await other.join();

  await room.leave();
  assert.equal(room.state, 'joined');
  assert.equal(server.count('SUBSCRIBE', TOPIC), 1);
  assert.equal(server.count('UNSUBSCRIBE'), 0);

  await room.leave();
  await room.leave();
  assert.equal(room.state, 'left');
  assert.equal(server.count('UNSUBSCRIBE'), 1);
  assert.equal(server.room(ROOM).members.size, 0);
});

test('a handler is removed by its own handle, never another one', async (t) => {
  const { server, room } = await joined(t);
  const heard = [];
  const handler = ({ resource }) => heard.push(resource.id);
  const off = room.on('created', handler);
  room.on('created', handler);
  off();
  off();

  const last = next(room, 'created');
  server.resource(ROOM, 'created', { id: 1 });
  await last;

  assert.deepEqual(heard, [1]);
});

test('a handler that throws does not keep the others from being called', async (t) => {
  const { server, room } = await joined(t);
  const reported = t.mock.method(console, 'error', () => {});
  room.on('created', () => {
    throw new Error('in a handler');
  });
  const created = next(room, 'created');

  server.resource(ROOM, 'created', { id: 1 });

  await created;
  assert.equal(reported.mock.calls[0].arguments[0].message, 'in a handler');
});

test('leaveAll leaves every room and removes its handlers', async (t) => {
  const { server, realtime, room } = await joined(t);
  const other = realtime.room('/other');
  await other.join();
  const heard = collect(room, 'created');

  await realtime.leaveAll();

  assert.equal(server.count('UNSUBSCRIBE'), 2);
  await room.join();
  const created = next(room, 'created');
  server.resource(ROOM, 'created', { id: 1 });
  await created;
  assert.equal(heard.events.length, 0);
});

test('a leave before the answer rejects the join, and nothing of it is heard', async (t) => {
  const { server, client } = await start(t);
  const realtime = client();
  await realtime.connect();
  const room = realtime.room(ROOM);
  const join = room.join();
  await server.frame((f) => f.command === 'SUBSCRIBE' && f.headers.destination === TOPIC);

  await Promise.all([assert.rejects(join, code('left')), room.leave()]);

  assert.equal(room.state, 'left');
  assert.equal(server.room(ROOM).members.size, 0);
});

test('rejoins after a lost connection and recovers what it missed, once and in order', async (t) => {
  const { server, room } = await joined(t);
  const heard = texts(room);
  const states = collect(room, 'state');
  server.resource(ROOM, 'created', { text: 'a' });
  await heard.atLeast(1);

  server.cut();
  server.resource(ROOM, 'created', { text: 'b' });
  server.resource(ROOM, 'created', { text: 'c' });
  await states.atLeast(2);
  server.resource(ROOM, 'created', { text: 'd' });

  assert.deepEqual(await heard.atLeast(4), ['a', 'b', 'c', 'd']);
  assert.deepEqual(states.events, ['joining', 'joined']);
  assert.equal(server.frames.findLast((f) => f.headers.destination === TOPIC).headers.position, 'x1:1');
});

test('tells resync where the server could not recover', async (t) => {
  const { server, room } = await joined(t);
  const resync = next(room, 'resync');

  server.restart();

  assert.equal((await resync).position, 'x2:0');
  const heard = texts(room);
  server.resource(ROOM, 'created', { text: 'after' });
  assert.deepEqual(await heard.atLeast(1), ['after']);
});

test('tells resync when the server says so, and goes on from there', async (t) => {
  const { server, room } = await joined(t);
  const heard = texts(room);
  const resync = next(room, 'resync');

  server.resync(ROOM);
  server.resource(ROOM, 'created', { text: 'after' });

  assert.equal((await resync).position, 'x2:0');
  assert.deepEqual(await heard.atLeast(1), ['after']);
  assert.equal(server.count('SUBSCRIBE', TOPIC), 1);
});

test('drops duplicates', async (t) => {
  const { server, room } = await joined(t);
  const heard = texts(room);
  server.fate = () => 'duplicate';

  server.resource(ROOM, 'created', { text: 'a' });
  server.resource(ROOM, 'created', { text: 'b' });

  assert.deepEqual(await heard.atLeast(2), ['a', 'b']);
});

test('notices a gap by the next publication and recovers', async (t) => {
  const { server, room } = await joined(t);
  const heard = texts(room);
  server.fate = ({ body }) => (body.includes('lost') ? 'drop' : 'deliver');
  server.resource(ROOM, 'created', { text: 'a' });
  server.resource(ROOM, 'created', { text: 'lost' });
  server.resource(ROOM, 'created', { text: 'c' });

  assert.deepEqual(await heard.atLeast(3), ['a', 'lost', 'c']);
  assert.equal(server.count('SUBSCRIBE', TOPIC), 2);
});

test('notices a lost last publication by the position that follows', async (t) => {
  const { server, room } = await joined(t);
  const heard = texts(room);
  server.beacon(ROOM);
  server.fate = ({ body }) => (body.includes('lost') ? 'drop' : 'deliver');
  server.resource(ROOM, 'created', { text: 'lost' });
  server.beacon(ROOM);

  assert.deepEqual(await heard.atLeast(1), ['lost']);
  assert.equal(server.count('SUBSCRIBE', TOPIC), 2);
});

test('learns that offsets of a relay have holes', async (t) => {
  const { server, room, realtime } = await joined(t);
  const heard = texts(room);
  const log = server.room(ROOM);
  const append = log.append.bind(log);
  log.append = (event, body) => {
    log.offset += 6;
    return append(event, body);
  };
  log.since = (position) => log.history.filter(({ offset }) => offset > Number(position.split(':')[1]));

  for (const text of ['a', 'b', 'c', 'd']) {
    server.resource(ROOM, 'created', { text });
  }

  assert.deepEqual(await heard.atLeast(4), ['a', 'b', 'c', 'd']);
  const subscribes = server.count('SUBSCRIBE', TOPIC);
  server.resource(ROOM, 'created', { text: 'e' });
  await heard.atLeast(5);
  assert.equal(server.count('SUBSCRIBE', TOPIC), subscribes);

  // what one room has learned holds for the server, also after a reconnect
  const other = realtime.room('/other');
  await other.join();
  const heardThere = texts(other);
  server.resource('/other', 'created', { text: 'first' });
  server.room('/other').offset += 20;
  server.resource('/other', 'created', { text: 'far' });
  assert.deepEqual(await heardThere.atLeast(2), ['first', 'far']);
  assert.equal(server.count('SUBSCRIBE', '/topic/rooms/other'), 1);
});

describe('rooms that nobody uses', () => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc');
  // a turn in which a WeakRef is asked keeps what it refers to
  const collected = async (gone) => {
    for (const end = Date.now() + 20_000; !gone() && Date.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      gc();
    }
    assert.ok(gone(), 'is still there');
  };

  test('are forgotten', async (t) => {
    const { client } = await start(t);
    const realtime = client();
    await realtime.connect();
    const visit = async (name) => {
      const room = realtime.room(name, { token: 'once' });
      const off = room.on('created', () => {});
      await room.join();
      await room.leave();
      off();
      return new WeakRef(room);
    };
    const visited = await Promise.all(Array.from({ length: 20 }, (_, index) => visit(`/visited/${index}`)));

    await collected(() => visited.every((room) => room.deref() === undefined));
  });

  test('leave no name behind', async () => {
    const rooms = new Rooms();
    (() => {
      for (let i = 0; i < 100; i++) {
        rooms.add({ name: `/a/${i}` });
      }
    })();
    assert.equal(rooms.size, 100);

    await collected(() => rooms.size === 0);
  });

  test('are kept while they are joined, listened to or set up for a join', async (t) => {
    const { server, client } = await start(t);
    server.authorize = ({ token, room }) => (room === '/configured' && token !== 'pass' ? 'forbidden' : undefined);
    const realtime = client();
    await realtime.connect();
    const heard = [];
    await realtime.room('/joined').join();
    realtime.room('/heard').on('created', ({ resource }) => heard.push(resource));
    realtime.room('/configured', { token: 'pass' });
    const unused = new WeakRef(realtime.room('/unused'));

    await collected(() => unused.deref() === undefined);

    assert.equal(realtime.room('/joined').state, 'joined');
    await realtime.room('/heard').join();
    server.resource('/heard', 'created', 1);
    await realtime.room('/configured').join();
    assert.deepEqual(heard, [1]);
  });
});

test('renews an ended room token and goes on from its position', async (t) => {
  let asked = 0;
  const { server, room } = await joined(t, { token: () => `ticket${++asked}` });
  const heard = texts(room);
  server.resource(ROOM, 'created', { text: 'a' });
  await heard.atLeast(1);

  server.expel(ROOM, 'token_expired');
  server.room(ROOM).members.clear();
  server.resource(ROOM, 'created', { text: 'b' });

  assert.deepEqual(await heard.atLeast(2), ['a', 'b']);
  const last = server.frames.findLast((f) => f.headers.destination === TOPIC);
  assert.deepEqual([last.headers.token, last.headers.position], ['ticket2', 'x1:1']);
});

test('asks once more for an expired room token, not for ever', async (t) => {
  const { server, client } = await start(t);
  server.authorize = () => 'token_expired';
  let asked = 0;
  const room = client().room(ROOM, { token: () => `ticket${++asked}` });

  await assert.rejects(room.join(), code('token_expired'));

  assert.equal(asked, 2);
});

test('a revoked room is left with the error', async (t) => {
  const { server, room } = await joined(t);
  const left = new Promise((resolve) => room.on('state', (state, error) => state === 'left' && resolve(error)));

  server.expel(ROOM, 'revoked');

  assert.equal((await left).code, 'revoked');
  assert.equal(room.error.code, 'revoked');
  await room.leave();
  assert.equal(server.count('UNSUBSCRIBE'), 0);
});

test('keeps members up to date, also over a reconnect', async (t) => {
  const { server, client } = await start(t);
  server.presence = true;
  const alice = client().room(ROOM);
  const { members } = await alice.join();
  assert.deepEqual(members, [{ user: 'alice' }]);

  let change = next(alice, 'presence');
  const bob = client({ token: 'bob' });
  await bob.room(ROOM).join();
  assert.deepEqual((await change).joined, [{ user: 'bob' }]);
  assert.deepEqual(alice.members, [{ user: 'alice' }, { user: 'bob' }]);

  bob.close();
  change = next(alice, 'presence', ({ left }) => left.length > 0);
  assert.deepEqual((await change).left, [{ user: 'bob' }]);
  assert.deepEqual(alice.members, [{ user: 'alice' }]);
});

test('sends into the room, and tells of a refusal', async (t) => {
  const { server, realtime, room } = await joined(t);
  const writing = next(room, 'writing');

  assert.equal(room.send('writing', { on: true }), true);

  const event = await writing;
  assert.deepEqual([event.data, event.actor, event.origin], [{ on: true }, 'alice', realtime.origin]);
  server.authorize = ({ publish }) => (publish ? 'forbidden' : undefined);
  const refused = next(room, 'error');
  room.send('writing');
  assert.equal((await refused).code, 'forbidden');
});

test("an application's event of a built-in name goes to '*' only", async (t) => {
  const { server, room } = await joined(t);
  const created = collect(room, 'created');
  const all = collect(room, '*');

  server.publish(ROOM, 'created', { data: 1 });

  assert.equal((await all.atLeast(1))[0].data, 1);
  assert.equal(created.events.length, 0);
});

test('a join without an answer times out', async (t) => {
  const { server, client } = await start(t);
  const realtime = client({ timeout: 150 });
  await realtime.connect();
  server.answers = false;

  await assert.rejects(realtime.room(ROOM).join(), (error) => code('timeout')(error) && error.retry);
});

test('a rejoin without an answer is tried again', async (t) => {
  const { server, client } = await start(t);
  const realtime = client({ timeout: 100 });
  const room = realtime.room(ROOM);
  await room.join();
  const heard = texts(room);
  let drops = 0;
  server.fate = ({ body }) => (body.includes('"recovered"') && drops++ === 0 ? 'drop' : 'deliver');

  server.cut();
  server.resource(ROOM, 'created', { text: 'a' });

  assert.deepEqual(await heard.atLeast(1), ['a']);
  assert.equal(drops, 2);
});

test('close ends the rooms', async (t) => {
  const { realtime, room } = await joined(t);

  realtime.close();

  assert.equal(room.state, 'left');
  assert.equal(room.error.code, 'closed');
});

for (const binary of [false, true]) {
  test(`reads several frames of one ${binary ? 'binary' : 'text'} message`, async (t) => {
    const { server, room } = await joined(t);
    const heard = texts(room);
    const [session] = server.sessions;

    const frames = session.batch(binary, () => {
      session.beat();
      for (const text of ['a', 'ü€😀', 'c']) {
        server.resource(ROOM, 'created', { text });
      }
    });

    assert.equal(frames, 4);
    assert.deepEqual(await heard.atLeast(3), ['a', 'ü€😀', 'c']);
  });
}
