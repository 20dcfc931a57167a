import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import { MemorySocket } from './memory-socket.js';
import { parseFrames, writeFrame } from './frames.js';

/**
 * The server's side of docs/protocol.md, in memory, with faults on demand. Only the client's tests use it; the client is
 * tried against the real server by the sample's browser tests.
 */
export class FakeServer {
  /** @type {Map<string, Room>} */
  rooms = new Map();
  /** @type {Set<Session>} */
  sessions = new Set();
  /** Every frame that clients sent, in order. */
  frames = [];
  historySize = 300;
  /** token -> { user } or { code } */
  authenticate = (token) => (token ? { user: token } : { code: 'token_missing' });
  /** { user, room, token } -> undefined, or the code of the refusal */
  authorize = () => undefined;
  /** method -> (body, session) => result; throws { code, message } */
  methods = new Map();
  /** What becomes of a frame on its way to a client: 'deliver', 'drop', 'duplicate' or 'delay' (behind the next one). */
  fate = () => 'deliver';
  presence = false;
  /** Off: the server goes silent, as if the network were gone without a word. */
  answers = true;
  #epochs = 0;
  #ids = 0;
  #waiters = new Set();
  #webSockets;
  #epoch = this.#newEpoch();

  async listen() {
    this.#webSockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    this.#webSockets.on('connection', (socket) => {
      this.accept({
        send: (text) => socket.send(text),
        close: (code, reason) => (code === 1006 ? socket.terminate() : socket.close(code, reason)),
        listen: (onText, onClose) => {
          socket.on('message', (data) => onText(String(data)));
          socket.on('close', onClose);
        },
      });
    });
    await once(this.#webSockets, 'listening');
    return `ws://127.0.0.1:${this.#webSockets.address().port}/realtime`;
  }

  /** The `socket` option of a client whose connection exists in memory only. */
  get socket() {
    return () => new MemorySocket((end) => this.accept(end));
  }

  async close() {
    this.cut();
    if (this.#webSockets) {
      this.#webSockets.close();
      await once(this.#webSockets, 'close');
    }
  }

  accept(end) {
    const session = new Session(this, end);
    this.sessions.add(session);
    end.listen(
      (text) => session.received(text),
      () => session.gone(),
    );
  }

  room(name) {
    if (!this.rooms.has(name)) {
      this.rooms.set(name, new Room(name, this.#epoch));
    }
    return this.rooms.get(name);
  }

  position(name) {
    return this.room(name).position;
  }

  /** Publishes to rooms: one id, a position in each. */
  publish(names, event, body) {
    const id = body.id ?? `e${++this.#ids}`;
    for (const name of [names].flat()) {
      const room = this.room(name);
      const publication = room.append(event, { at: new Date().toISOString(), ...body, id, room: name });
      this.#fanOut(room, publication);
    }
    return id;
  }

  resource(names, action, resource, extra = {}) {
    return this.publish(names, 'realtime:resource', { action, type: 'message', resource, ...extra });
  }

  /** Tells the room's members where the room is. */
  beacon(name) {
    const room = this.room(name);
    room.deliver((session, id) => session.message(id, 'realtime:position', { name, position: room.position }));
  }

  resync(name) {
    const room = this.room(name);
    room.restart(this.#newEpoch());
    room.deliver((session, id) => session.message(id, 'realtime:resync', { name, position: room.position }));
  }

  /** Ends memberships, as an eviction or an ended room token does. */
  expel(name, code) {
    this.room(name).deliver((session, id) => {
      session.subscriptions.delete(id);
      session.message(id, 'realtime:leave', { name, code, error: code });
    });
  }

  toUser(user, event, data) {
    for (const session of this.sessions) {
      if (session.user === user && session.ownQueue) {
        session.message(session.ownQueue, event, { id: `e${++this.#ids}`, user, data });
      }
    }
  }

  /** All connections break without a close frame. */
  cut() {
    for (const session of [...this.sessions]) {
      session.close(1006, '');
    }
  }

  /** All connections are closed, and the histories are gone. */
  restart() {
    this.#epoch = this.#newEpoch();
    this.rooms.forEach((room) => room.restart(this.#epoch));
    for (const session of [...this.sessions]) {
      session.close(1012, 'restart');
    }
  }

  /** @returns {Promise<object>} the next frame, or the one already there, that the condition holds for */
  frame(condition, { from = 0 } = {}) {
    const there = this.frames.slice(from).find(condition);
    return there ? Promise.resolve(there) : new Promise((resolve) => this.#waiters.add({ condition, resolve }));
  }

  count(command, destination) {
    return this.frames.filter((f) => f.command === command && (!destination || f.headers.destination === destination))
      .length;
  }

  record(frame) {
    this.frames.push(frame);
    for (const waiter of this.#waiters) {
      if (waiter.condition(frame)) {
        this.#waiters.delete(waiter);
        waiter.resolve(frame);
      }
    }
  }

  #fanOut(room, publication) {
    room.deliver((session, id) => session.publication(id, publication));
  }

  #newEpoch() {
    return `x${++this.#epochs}`;
  }
}

class Room {
  /** session -> its subscription ids */
  members = new Map();
  history = [];
  offset = 0;

  constructor(name, epoch) {
    this.name = name;
    this.epoch = epoch;
  }

  get position() {
    return `${this.epoch}:${this.offset}`;
  }

  append(event, body) {
    this.offset++;
    const publication = { event, body, offset: this.offset, position: this.position };
    this.history.push(publication);
    return publication;
  }

  restart(epoch) {
    this.epoch = epoch;
    this.offset = 0;
    this.history = [];
  }

  /** @returns what came after the position, undefined where that cannot be told */
  since(position, size) {
    const [epoch, offset] = position.split(':');
    const missed = this.offset - Number(offset);
    return epoch === this.epoch && missed >= 0 && missed <= size
      ? this.history.slice(this.history.length - missed)
      : undefined;
  }

  deliver(send) {
    for (const [session, ids] of this.members) {
      ids.forEach((id) => send(session, id));
    }
  }

  users() {
    return [...new Set([...this.members.keys()].map(({ user }) => user))].map((user) => ({ user }));
  }
}

class Session {
  user;
  token;
  ownQueue;
  /** subscription id -> room */
  subscriptions = new Map();
  #server;
  #end;
  #delayed = [];
  #replaying = false;

  constructor(server, end) {
    this.#server = server;
    this.#end = end;
  }

  received(text) {
    if (!this.#server.answers) {
      return;
    }
    if (text === '\n') {
      this.#server.record({ command: 'BEAT', headers: {} });
    }
    for (const frame of parseFrames(text)) {
      frame.session = this;
      this.#handle(frame);
      this.#server.record(frame);
      if (frame.headers.receipt && frame.command !== 'CONNECT') {
        this.#send('RECEIPT', { 'receipt-id': frame.headers.receipt });
      }
    }
  }

  close(code, reason) {
    this.gone();
    this.#end.close(code, reason);
  }

  gone() {
    this.#server.sessions.delete(this);
    this.subscriptions.forEach((room) => this.#leave(room));
    this.subscriptions.clear();
  }

  /** A heart-beat. */
  beat() {
    this.#end.send('\n');
  }

  /** Holds frames back and sends them as one WebSocket message, text or binary. */
  batch(binary, action) {
    const end = this.#end;
    const parts = [];
    this.#end = { ...end, send: (text) => parts.push(text) };
    action();
    this.#end = end;
    end.send(binary ? Buffer.from(parts.join('')) : parts.join(''));
    return parts.length;
  }

  refuse(code, closeCode, message = `Refused: ${code}`) {
    this.#send('ERROR', { message: code }, JSON.stringify({ code, message }));
    this.close(closeCode, closeCode === 4100 ? 'unauthorized' : code);
  }

  message(subscription, event, body, headers = {}) {
    this.#send(
      'MESSAGE',
      { subscription, event, 'message-id': body.id ?? 'm', 'content-type': 'application/json', ...headers },
      JSON.stringify(body),
    );
  }

  publication(subscription, { event, body, position }) {
    this.message(subscription, event, body, { position });
  }

  #handle({ command, headers, body }) {
    switch (command) {
      case 'CONNECT':
        return this.#connect(headers);
      case 'SUBSCRIBE':
        return this.#subscribe(headers);
      case 'UNSUBSCRIBE':
        return this.#unsubscribe(headers.id);
      case 'SEND':
        return this.#sent(headers, body && JSON.parse(body));
    }
  }

  #connect(headers) {
    this.token = headers.Authorization?.replace(/^Bearer /, '');
    const { user, code } = this.#server.authenticate(this.token);
    if (code) {
      this.refuse(code, code === 'refused' ? 4101 : 4100);
    } else {
      this.user = user;
      this.#send('CONNECTED', { version: '1.2', 'heart-beat': '10000,10000', 'user-name': user });
    }
  }

  #subscribe({ id, destination, token, position }) {
    if (destination === '/user/queue/realtime') {
      this.ownQueue = id;
      return;
    }
    const name = destination.replace('/topic/rooms', '');
    const code = this.#server.authorize({ user: this.user, room: name, token });
    if (code) {
      this.message(id, 'realtime:join:error', { name, code, error: `Refused: ${code}` });
      return;
    }
    const room = this.#server.room(name);
    room.members.set(this, (room.members.get(this) ?? new Set()).add(id));
    this.subscriptions.set(id, room);
    const missed = position && room.since(position, this.#server.historySize);
    this.message(id, 'realtime:join:success', {
      name,
      position: room.position,
      ...(position && { recovered: missed !== undefined }),
      ...(this.#server.presence && { members: room.users() }),
    });
    this.#replaying = true;
    missed?.forEach?.((publication) => this.publication(id, publication));
    this.#replaying = false;
    this.#presence(room, { joined: [{ user: this.user }] });
  }

  #unsubscribe(id) {
    const room = this.subscriptions.get(id);
    if (room) {
      this.subscriptions.delete(id);
      room.members.get(this)?.delete(id);
      if (![...this.subscriptions.values()].includes(room)) {
        this.#leave(room);
      }
    }
  }

  #leave(room) {
    room.members.delete(this);
    this.#presence(room, { left: [{ user: this.user }] });
  }

  #presence(room, change) {
    if (this.#server.presence) {
      room.deliver((session, id) => {
        if (session !== this) {
          session.message(id, 'realtime:presence', { name: room.name, joined: [], left: [], ...change });
        }
      });
    }
  }

  #sent({ destination, event, origin, token, 'correlation-id': correlation }, body) {
    const reply = (answer) =>
      correlation && this.message(this.ownQueue, 'realtime:reply', answer, { 'correlation-id': correlation });
    if (destination.startsWith('/realtime/call/')) {
      const method = this.#server.methods.get(destination.slice('/realtime/call/'.length));
      try {
        const result = method ? method(body, this, { origin }) : undefined;
        if (result !== FakeServer.silence) {
          reply(method ? { result } : { error: { code: 'unknown_method', message: 'No such method' } });
        }
      } catch ({ code, message }) {
        reply({ error: { code, message } });
      }
    } else if (destination === '/realtime/refresh') {
      const { user, code, expiresAt } = this.#server.authenticate(token);
      reply(
        user === this.user ? { result: { expiresAt } } : { error: { code: code ?? 'subject_mismatch', message: '' } },
      );
    } else {
      const name = destination.replace('/topic/rooms', '');
      const code = this.#server.authorize({ user: this.user, room: name, publish: true });
      if (code) {
        this.message(this.ownQueue, 'realtime:send:error', { name, code, error: `Refused: ${code}` });
      } else {
        this.#server.publish(name, event, { data: body, actor: this.user, origin });
      }
    }
  }

  #send(command, headers, body = '') {
    if (!this.#server.answers) {
      return;
    }
    const text = writeFrame(command, headers, body);
    const fate = this.#replaying ? 'deliver' : this.#server.fate({ command, headers, body, session: this });
    if (fate === 'delay') {
      this.#delayed.push(text);
      return;
    }
    const copies = { drop: 0, duplicate: 2 }[fate] ?? 1;
    for (let i = 0; i < copies; i++) {
      this.#end.send(text);
    }
    this.#delayed.splice(0).forEach((delayed) => this.#end.send(delayed));
  }
}

/** What a method returns to never answer. */
FakeServer.silence = Symbol('silence');
