import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../src/backoff.js';
import { collect, next, start } from './support.js';

/** A page that can be hidden, and a machine that can be offline. */
function page(t) {
  const document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const window = new EventTarget();
  const navigator = { onLine: true };
  for (const [name, value] of Object.entries({
    document,
    navigator,
    addEventListener: window.addEventListener.bind(window),
  })) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    t.after(() => (before ? Object.defineProperty(globalThis, name, before) : delete globalThis[name]));
  }
  return {
    show: (visible) => {
      document.visibilityState = visible ? 'visible' : 'hidden';
      document.dispatchEvent(new Event('visibilitychange'));
    },
    online: (online) => {
      navigator.onLine = online;
      window.dispatchEvent(new Event(online ? 'online' : 'offline'));
    },
  };
}

function clock(t) {
  const now = Date.now.bind(Date);
  let ahead = 0;
  t.mock.method(Date, 'now', () => now() + ahead);
  return { advance: (millis) => (ahead += millis) };
}

const turns = async (count) => {
  for (let i = 0; i < count; i++) {
    await new Promise(setImmediate);
  }
};

for (const [what, sleep, wake] of [
  ['hidden', ({ show }) => show(false), ({ show }) => show(true)],
  ['offline', ({ online }) => online(false), ({ online }) => online(true)],
]) {
  test(`does not try while ${what}, and at once when that is over`, async (t) => {
    const it = page(t);
    const { server, client } = await start(t);
    const realtime = client({ reconnect: { min: 0, max: 1 } });
    await realtime.connect();
    sleep(it);

    server.cut();
    await next(realtime, 'state', (state) => state === 'reconnecting');
    await turns(5_000);
    assert.equal(server.count('CONNECT'), 1);
    const back = next(realtime, 'state', (state) => state === 'connected');
    wake(it);
    await back;

    assert.equal(server.count('CONNECT'), 2);
  });
}

test('returns at once when shown, whatever the wait was', async (t) => {
  const it = page(t);
  const { server, client } = await start(t);
  const realtime = client({ reconnect: { min: 60_000, max: 60_000 } });
  await realtime.connect();
  server.cut();
  await next(realtime, 'state', (state) => state === 'reconnecting');

  const back = next(realtime, 'state', (state) => state === 'connected');
  it.show(true);

  await back;
});

test('a page that slept through its heart-beats gives the connection up when it wakes', async (t) => {
  const it = page(t);
  const time = clock(t);
  const { server, client } = await start(t);
  const realtime = client();
  await realtime.connect();
  const states = collect(realtime, 'state');

  it.show(true);
  assert.deepEqual(states.events, []);
  time.advance(21_000);
  it.show(true);

  assert.deepEqual(await states.atLeast(2), ['reconnecting', 'connected']);
  assert.equal(server.count('CONNECT'), 2);
});

test("answers the server's heart-beats, since timers of hidden pages come late", async (t) => {
  const time = clock(t);
  const { server, client } = await start(t);
  const realtime = client();
  await realtime.connect();
  const [session] = server.sessions;

  session.beat();
  await realtime.call('nothing').catch(() => undefined);
  assert.equal(server.count('BEAT'), 0);
  time.advance(9_500);
  session.beat();

  await server.frame(({ command }) => command === 'BEAT');
  assert.equal(server.count('BEAT'), 1);
});

test('waits are spread out fully, from half a second to twenty', () => {
  const backoff = new Backoff({ min: 500, max: 20_000 });
  const waits = Array.from({ length: 10 }, () => backoff.next());
  assert.ok(waits[0] >= 500 && waits[0] <= 1_000, waits[0]);
  assert.ok(waits.every((wait) => wait >= 500 && wait <= 20_000));

  const late = Array.from({ length: 2_000 }, () => backoff.next());
  assert.ok(Math.min(...late) < 2_000 && Math.max(...late) > 19_000);
  backoff.reset();
  assert.ok(backoff.next() <= 1_000);
});
