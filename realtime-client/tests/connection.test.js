import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RealtimeError } from '../src/index.js';
import { collect, jwt, next, start } from './support.js';

const code = (expected) => (error) => error instanceof RealtimeError && error.code === expected;

test('connects with the token and tells its states', async (t) => {
  const { server, client } = await start(t);
  const realtime = client({ token: async () => 'alice' });
  const states = collect(realtime, 'state');

  await realtime.connect();

  assert.deepEqual(states.events, ['connecting', 'connected']);
  assert.equal(realtime.user, 'alice');
  const connect = server.frames.find((frame) => frame.command === 'CONNECT');
  assert.equal(connect.headers.Authorization, 'Bearer alice');
  assert.equal(connect.headers['heart-beat'], '10000,10000');
  assert.equal(connect.headers['accept-framing'], 'batch,binary');
  realtime.close();
  assert.deepEqual(states.events, ['connecting', 'connected', 'closed']);
});

for (const refusal of ['token_missing', 'token_malformed', 'token_invalid', 'refused']) {
  test(`gives up when refused with ${refusal}`, async (t) => {
    const { server, client } = await start(t);
    server.authenticate = () => ({ code: refusal });
    const realtime = client();
    const states = collect(realtime, 'state');

    await assert.rejects(realtime.connect(), (error) => {
      assert.ok(code(refusal)(error));
      assert.equal(error.message, `Refused: ${refusal}`);
      return error.retry === false;
    });

    assert.deepEqual(states.events, ['connecting', 'failed']);
    assert.equal(server.count('CONNECT'), 1);
  });
}

test('asks the supplier once more for an expired token', async (t) => {
  const { server, client } = await start(t);
  server.authenticate = (token) => (token === 'fresh' ? { user: 'alice' } : { code: 'token_expired' });
  const asked = [];
  const realtime = client({ token: ({ refused }) => (asked.push(refused), refused ? 'fresh' : 'stale') });

  await realtime.connect();

  assert.deepEqual(asked, [undefined, 'token_expired']);
});

test('fails when the fresh token is refused as well', async (t) => {
  const { server, client } = await start(t);
  server.authenticate = () => ({ code: 'token_expired' });
  const realtime = client({ token: () => 'stale' });

  await assert.rejects(realtime.connect(), code('token_expired'));

  assert.equal(server.count('CONNECT'), 2);
});

test('comes back with a fresh token when the token of a connection ends', async (t) => {
  const { server, client } = await start(t);
  let asked = 0;
  const realtime = client({ token: () => `alice${++asked}` });
  await realtime.connect();

  [...server.sessions][0].refuse('token_expired', 4100);
  await next(realtime, 'state', (state) => state === 'connected');

  assert.equal(asked, 2);
});

for (const [closeCode, reason] of [
  [1006, ''],
  [1012, 'restart'],
  [4000, 'slow_consumer'],
  [4001, 'heartbeat_lost'],
  [1009, ''],
]) {
  test(`comes back after ${closeCode}`, async (t) => {
    const { server, client } = await start(t);
    const realtime = client();
    await realtime.connect();
    const states = collect(realtime, 'state');

    [...server.sessions][0].close(closeCode, reason);

    assert.deepEqual(await states.atLeast(2), ['reconnecting', 'connected']);
  });
}

for (const [closeCode, reason] of [
  [4101, 'refused'],
  [4102, 'disconnected'],
  [4104, 'limit_exceeded'],
  [4199, 'of_the_future'],
]) {
  test(`does not come back after ${closeCode}`, async (t) => {
    const { server, client } = await start(t);
    const realtime = client();
    await realtime.connect();
    let error;
    const failed = new Promise((resolve) =>
      realtime.on('state', (state, e) => {
        error = e;
        resolve(state);
      }),
    );

    [...server.sessions][0].close(closeCode, reason);

    assert.equal(await failed, 'failed');
    assert.equal(error.code, reason);
    assert.equal(error.retry, false);
  });
}

test('connects when the server appears later, though connect gave up waiting', async (t) => {
  const { server, client } = await start(t);
  server.answers = false;
  const realtime = client({ timeout: 100 });

  await assert.rejects(realtime.connect(), (error) => code('timeout')(error) && error.retry);
  assert.equal(realtime.state, 'connecting');
  server.answers = true;

  await next(realtime, 'state', (state) => state === 'connected');
});

test('a supplier that fails is asked again', async (t) => {
  const { client } = await start(t);
  let asked = 0;
  const realtime = client({
    token: () => {
      if (++asked < 3) {
        throw new Error('token server is away');
      }
      return 'alice';
    },
  });

  await realtime.connect();

  assert.equal(asked, 3);
});

test('an unusable URL fails at once', async (t) => {
  const { client } = await start(t);
  const realtime = client({ url: 'http://[' });

  await assert.rejects(realtime.connect(), (error) => code('invalid_url')(error) && !error.retry);
});

test('close during an attempt ends it', async (t) => {
  const { server, client } = await start(t);
  const realtime = client();
  const connecting = realtime.connect();

  realtime.close();

  await assert.rejects(connecting, code('closed'));
  assert.equal(realtime.state, 'closed');
  await realtime.connect();
  assert.equal(server.count('SUBSCRIBE', '/user/queue/realtime'), 1);
});

test('calls a method and gets its result or its error', async (t) => {
  const { server, client } = await start(t);
  server.methods.set('double', (body) => body * 2);
  server.methods.set('refuse', () => {
    throw { code: 'too_late', message: 'Too late' };
  });
  const realtime = client();

  assert.equal(await realtime.call('double', 21), 42);
  await assert.rejects(realtime.call('refuse', {}), (error) => code('too_late')(error) && error.message === 'Too late');
  await assert.rejects(realtime.call('nothing'), code('unknown_method'));
  const sent = server.frames.find((frame) => frame.headers.destination === '/realtime/call/double');
  assert.equal(sent.headers.origin, realtime.origin);
});

test('a call ends in its timeout, or with its connection', async (t) => {
  const { server, client } = await start(t);
  const { FakeServer } = await import('./fake-server.js');
  server.methods.set('never', () => FakeServer.silence);
  const realtime = client();
  await realtime.connect();

  await assert.rejects(realtime.call('never', null, { timeout: 20 }), code('timeout'));
  const call = realtime.call('never');
  await server.frame((frame) => frame.headers.destination === '/realtime/call/never', { from: server.frames.length });
  server.cut();

  await assert.rejects(call, (error) => code('connection_lost')(error) && error.retry);
});

test('hands out events for this user', async (t) => {
  const { server, client } = await start(t);
  const realtime = client();
  await realtime.connect();
  const event = next(realtime, 'MESSAGE:NEW');

  server.toUser('alice', 'MESSAGE:NEW', { text: 'hi' });

  const { data, user } = await event;
  assert.deepEqual(data, { text: 'hi' });
  assert.equal(user, 'alice');
});

test('renews its token in place, ahead of its end', async (t) => {
  const { server, client } = await start(t);
  server.authenticate = (token) => ({ user: JSON.parse(atob(token.split('.')[1])).sub });
  let asked = 0;
  const token = () => jwt({ sub: 'alice', n: ++asked, exp: Date.now() / 1000 + 0.3 });
  const realtime = client({ token });
  const states = collect(realtime, 'state');
  await realtime.connect();

  const refreshes = [];
  while (refreshes.length < 2) {
    refreshes.push(await server.frame((f) => f.headers.destination === '/realtime/refresh' && !refreshes.includes(f)));
  }

  assert.match(refreshes[0].headers.token, /\./);
  assert.notEqual(refreshes[0].headers.token, refreshes[1].headers.token);
  assert.deepEqual(states.events, ['connecting', 'connected']);
});

test('a refused renewal is told and the connection goes on', async (t) => {
  const { server, client } = await start(t);
  let subject = 'alice';
  server.authenticate = () => ({ user: subject });
  const realtime = client({ token: () => jwt({ exp: Date.now() / 1000 + 0.3 }) });
  await realtime.connect();
  subject = 'bob';

  const error = await next(realtime, 'error');

  assert.equal(error.code, 'subject_mismatch');
  assert.equal(realtime.state, 'connected');
});
