// @ts-check

/**
 * What docs/protocol.md promises, done by stompjs in ten steps against the sample. Uses nothing of this module, so that
 * it can be sent to a page; `ten_steps.py` and `TenStepsTests.java` do the same with clients of other languages.
 *
 * @param {typeof import('@stomp/stompjs').Client} Client
 * @param {string} url of the sample
 * @param {(url: string) => WebSocket} open
 * @returns {Promise<string[]>} what was done
 */
export async function tenSteps(Client, url, open) {
  /** @type {string[]} */
  const done = [];
  /** @param {string} step @param {unknown} actual @param {unknown} expected */
  const check = (step, actual, expected) => {
    const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (is !== should) throw new Error(`${step}: expected ${should}, but was ${is}`);
    if (done.at(-1) !== step) done.push(step);
  };
  /** @type {Record<string, string>} */
  const tokens = {};
  for (const name of ['ada', 'alan']) {
    const body = JSON.stringify({ name });
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch(`${url}/api/login`, { method: 'POST', headers, body });
    tokens[name] = (await answer.json()).token;
  }
  /** @param {string} user @param {string} method @param {string} path @param {unknown} [body] */
  const ask = (user, method, path, body) =>
    fetch(url + path, {
      method,
      headers: { Authorization: `Bearer ${tokens[user]}`, 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  /** @param {string} token @returns {Promise<any>} */
  const connect = (token) =>
    new Promise((resolve) => {
      const client = new Client({
        webSocketFactory: () => open(`${url.replace('http', 'ws')}/realtime`),
        connectHeaders: { Authorization: `Bearer ${token}` },
        reconnectDelay: 0,
        onConnect: ({ headers }) => resolve({ client, user: headers['user-name'] }),
        onStompError: ({ headers }) => resolve({ client, error: headers.message }),
      });
      client.activate();
    });
  /** @param {any} client @param {string} destination @param {Record<string, string>} [headers] */
  const subscribe = (client, destination, headers) => {
    /** @type {any[]} */
    const arrived = [];
    let wake = () => {};
    const subscription = client.subscribe(
      destination,
      (/** @type {any} */ { headers, body }) => {
        // who else is here, and that it is quiet, takes no part
        if (['realtime:presence', 'realtime:position'].includes(headers.event)) return;
        arrived.push({ event: headers.event, headers, json: JSON.parse(body) });
        wake();
      },
      headers,
    );
    const next = async () => {
      const end = setTimeout(() => wake(), 20_000);
      if (!arrived.length) await new Promise((resolve) => (wake = () => resolve(undefined)));
      clearTimeout(end);
      if (!arrived.length) throw new Error(`Nothing came on ${destination} after ${done.at(-1)}`);
      return arrived.shift();
    };
    return { next, arrived, leave: (headers = {}) => subscription.unsubscribe(headers) };
  };
  const channels = await (await ask('ada', 'GET', '/api/channels')).json();
  /** @param {string} name */
  const channel = (name) => channels.find((/** @type {any} */ one) => one.name === name).id;
  const messages = `/api/channels/${channel('general')}/messages`;
  const room = `/topic/rooms/channels/${channel('general')}`;
  /** @param {string} text */
  const write = async (text) => (await ask('ada', 'POST', messages, { text, ref: crypto.randomUUID() })).json();

  const { client, user } = await connect(tokens.alan);
  check('connects with a token', user, 'alan');

  const stranger = await connect('nonsense');
  check('a wrong token is refused', stranger.error, 'token_malformed');
  await stranger.client.deactivate();

  const own = subscribe(client, '/user/queue/realtime');
  const [pass] = JSON.parse((await ask('alan', 'GET', messages)).headers.get('Realtime-Rooms') ?? '[]');
  const general = subscribe(client, room, { token: pass.token, position: pass.position });
  const joined = await general.next();
  check('joins with a room token', [joined.event, joined.json.recovered], ['realtime:join:success', true]);

  const refused = await subscribe(client, `/topic/rooms/channels/${channel('compilers')}`).next();
  const step4 = 'a refused join leaves the connection';
  check(step4, [refused.event, refused.json.code, client.connected], ['realtime:join:error', 'forbidden', true]);

  const { id } = await write('one');
  await ask('ada', 'PUT', `${messages}/${id}`, { text: 'two' });
  await ask('ada', 'DELETE', `${messages}/${id}`);
  let position = '';
  for (const [action, text] of [
    ['created', 'one'],
    ['updated', 'two'],
    ['deleted', 'two'],
  ]) {
    const { event, headers, json } = await general.next();
    const got = [event, json.action, json.resource.text, json.actor];
    check('hears created, updated, deleted', got, ['realtime:resource', action, text, 'ada']);
    position = headers.position;
  }

  client.publish({ destination: room, headers: { event: 'writing' }, body: '{"fast":true}' });
  const writing = await general.next();
  const step6 = 'sends where it may';
  check(step6, [writing.event, writing.json.data, writing.json.actor], ['writing', { fast: true }, 'alan']);
  position = writing.headers.position;
  client.publish({ destination: '/topic/rooms/channels', headers: { event: 'writing' }, body: '{}' });
  const unsent = await own.next();
  check(step6, [unsent.event, unsent.json.code], ['realtime:send:error', 'forbidden']);

  const call = async () => {
    const headers = { 'correlation-id': crypto.randomUUID() };
    const body = JSON.stringify({ id: channel('random'), name: 'random' });
    client.publish({ destination: '/realtime/call/channels.rename', headers, body });
    const reply = await own.next();
    const same = reply.headers['correlation-id'] === headers['correlation-id'];
    return [reply.event, same, reply.json.result?.name];
  };
  check('calls a method', await call(), ['realtime:reply', true, 'random']);

  general.leave();
  await write('missed');
  const again = subscribe(client, room, { position });
  check('recovers what it missed', (await again.next()).json.recovered, true);
  check('recovers what it missed', (await again.next()).json.resource.text, 'missed');

  const left = new Promise((resolve) => client.watchForReceipt('left', resolve));
  again.leave({ receipt: 'left' });
  await left;
  await write('unheard');
  await call();
  check('hears nothing after it left', [general.arrived.length, again.arrived.length], [0, 0]);

  const receipt = new Promise((resolve) => (client.onDisconnect = resolve));
  await client.deactivate();
  check('disconnects with a receipt', (await receipt).command, 'RECEIPT');
  return done;
}
