/**
 * The application behind a live collection: a table with REST answers that carry room passes, and an event to the row's
 * rooms after each change, as annotated service methods give.
 */
export class FakeApi {
  rows = new Map();
  loads = 0;
  /** Awaited before an answer's data are read, and before the answer arrives. */
  pause = async () => {};
  /** Status to fail loads with. */
  failure;
  #server;
  #rooms;
  #roomsOf;
  #passes;
  #ids = 0;

  /**
   * @param {import('./fake-server.js').FakeServer} server
   * @param {{ rooms?: string[], roomsOf?: (row: any) => string[], passes?: 'header' | 'body' | 'none', token?: () => string }} options
   */
  constructor(server, { rooms = ['/channels/42'], roomsOf = () => rooms, passes = 'header', token } = {}) {
    this.#server = server;
    this.#rooms = rooms;
    this.#roomsOf = roomsOf;
    this.#passes = passes;
    this.token = token;
  }

  /** What a fresh load gives. */
  get list() {
    return [...this.rows.values()].filter((row) => this.#roomsOf(row).some((room) => this.#rooms.includes(room)));
  }

  fetch = async (url, init) => {
    this.loads++;
    this.lastRequest = { url, init };
    const websockets = this.#rooms.map((room) => ({
      room,
      position: this.#server.position(room),
      ...(this.token && { token: this.token() }),
    }));
    await this.pause();
    if (this.failure) {
      return Response.json({ status: this.failure, detail: `failed with ${this.failure}` }, { status: this.failure });
    }
    const list = structuredClone(this.list);
    await this.pause();
    const headers = this.#passes === 'header' ? { 'Realtime-Rooms': JSON.stringify(websockets) } : {};
    return Response.json(this.#passes === 'body' ? { content: list, websockets } : list, { headers });
  };

  insert(item, cause = {}) {
    const row = { id: ++this.#ids, version: 0, ...item };
    this.rows.set(row.id, row);
    this.#announce(this.#roomsOf(row), 'created', row, cause);
    return { ...row };
  }

  update(id, patch, cause = {}) {
    const before = this.rows.get(id);
    const row = { ...before, ...patch, version: before.version + 1 };
    this.rows.set(id, row);
    const [left, entered] = [this.#roomsOf(before), this.#roomsOf(row)];
    const kept = left.filter((room) => entered.includes(room));
    const moves = [
      ['deleted', left.filter((room) => !kept.includes(room))],
      ['updated', kept],
      ['created', entered.filter((room) => !kept.includes(room))],
    ];
    moves.forEach(([action, rooms]) => this.#announce(rooms, action, row, cause));
    return { ...row };
  }

  delete(id, cause = {}) {
    const row = this.rows.get(id);
    this.rows.delete(id);
    this.#announce(this.#roomsOf(row), 'deleted', cause.byId ? id : row, cause);
  }

  #announce(rooms, action, row, { origin, actor = 'alice' }) {
    if (rooms.length > 0) {
      this.#server.resource(rooms, action, typeof row === 'object' ? { ...row } : row, {
        actor,
        ...(origin && { origin }),
      });
    }
  }
}
