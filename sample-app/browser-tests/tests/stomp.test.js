// @ts-check
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client } from '@stomp/stompjs';
import WebSocket from 'ws';
import { Sample } from '../sample.js';

const TIMEOUT = 30_000;

describe('rooms by a plain STOMP client', { timeout: 4 * TIMEOUT }, () => {
  /** @type {Sample} */
  let sample;

  before(async () => {
    sample = await Sample.start();
  });

  after(() => sample?.stop());

  it('joins, receives, is refused elsewhere, and leaves', { timeout: TIMEOUT }, async () => {
    const general = (await sample.channel('grace', 'general')).id;
    const compilers = (await sample.channel('grace', 'compilers')).id;
    const alan = await connect(sample, await sample.token('alan'));

    const joined = await alan.subscribe(`/topic/rooms/channels/${general}`).next();
    assert.equal(joined.headers.event, 'realtime:join:success');
    assert.equal(JSON.parse(joined.body).name, `/channels/${general}`);

    const refused = await alan.subscribe(`/topic/rooms/channels/${compilers}`).next();
    assert.equal(refused.headers.event, 'realtime:join:error');
    assert.equal(JSON.parse(refused.body).code, 'forbidden');
    const invalid = await alan.subscribe('/topic/rooms/channels/*').next();
    assert.equal(JSON.parse(invalid.body).code, 'invalid_room');
    assert.equal(alan.client.connected, true);

    const room = alan.subscribe(`/topic/rooms/channels/${general}`);
    const { position } = JSON.parse((await room.next()).body);
    const message = await sample.say('ada', 'general', 'Plain STOMP is enough');
    let event = await room.next();
    while (event.headers.event !== 'realtime:resource') event = await room.next();
    assert.deepEqual(JSON.parse(event.body).resource, message);

    room.unsubscribe();
    const again = alan.subscribe(`/topic/rooms/channels/${general}`, { position });
    assert.equal(JSON.parse((await again.next()).body).recovered, true);
    assert.equal((await again.next()).headers['message-id'], event.headers['message-id']);
    await alan.client.deactivate();
  });

  it('does not connect without a valid token', { timeout: TIMEOUT }, async () => {
    for (const [token, code] of [
      [undefined, 'token_missing'],
      ['nonsense', 'token_malformed'],
    ]) {
      await assert.rejects(connect(sample, token), { message: code });
    }
  });
});

/**
 * @param {Sample} sample
 * @param {string | undefined} token
 */
function connect(sample, token) {
  return new Promise((resolve, reject) => {
    const client = new Client({
      webSocketFactory: () =>
        /** @type {any} */ (new WebSocket(`${sample.url.replace('http', 'ws')}/realtime`, 'v12.stomp')),
      connectHeaders: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      reconnectDelay: 0,
      onConnect: () => resolve({ client, subscribe: subscribe.bind(undefined, client) }),
      onStompError: ({ headers }) => reject(new Error(headers.message)),
    });
    client.activate();
  });
}

/**
 * @param {Client} client
 * @param {string} destination
 * @param {Record<string, string>} [headers]
 */
function subscribe(client, destination, headers) {
  /** @type {any[]} */
  const arrived = [];
  /** @type {((message: any) => void)[]} */
  const waiting = [];
  const { unsubscribe } = client.subscribe(
    destination,
    (message) => {
      const next = waiting.shift();
      if (next) next(message);
      else arrived.push(message);
    },
    headers,
  );
  return {
    unsubscribe,
    next: () =>
      arrived.length > 0 ? Promise.resolve(arrived.shift()) : new Promise((resolve) => waiting.push(resolve)),
  };
}
