import WebSocket from 'ws';
import { Realtime } from '../src/index.js';
import { FakeServer } from './fake-server.js';

/**
 * A server and clients of it, closed after the test.
 * @param {import('node:test').TestContext} t
 */
export async function start(t) {
  const server = new FakeServer();
  const url = await server.listen();
  const clients = [];
  const client = (options = {}) => {
    const realtime = new Realtime({
      url,
      token: 'alice',
      socket: (to) => new WebSocket(to, ['v12.stomp']),
      reconnect: { min: 1, max: 20 },
      timeout: 2_000,
      ...options,
    });
    clients.push(realtime);
    return realtime;
  };
  t.after(async () => {
    clients.forEach((realtime) => realtime.close());
    await server.close();
  });
  return { server, client, url };
}

/** The next event, or the next one that the condition holds for. */
export function next(source, name, condition = () => true) {
  return new Promise((resolve) => {
    const off = source.on(name, (event) => {
      if (condition(event)) {
        off();
        resolve(event);
      }
    });
  });
}

/** Collects events, and waits until there are some number of them. */
export function collect(source, name, map = (event) => event) {
  const events = [];
  let waiting;
  source.on(name, (event) => {
    events.push(map(event));
    if (waiting && events.length >= waiting.count) {
      waiting.resolve(events);
    }
  });
  return {
    events,
    atLeast: (count) =>
      events.length >= count ? Promise.resolve(events) : new Promise((resolve) => (waiting = { count, resolve })),
  };
}

/** A JWT as far as a client reads one. */
export function jwt(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256' })}.${part(claims)}.signature`;
}
