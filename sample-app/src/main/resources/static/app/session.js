// @ts-check
import { request } from './api.js';

const KEY = 'loom.session';

/**
 * Who uses this tab. Kept for the tab alone, so that two tabs can be two people.
 */
export class Session {
  /** @type {string} */
  name;
  /** @type {string} */
  token;
  /** What this client puts into `Realtime-Origin`. */
  origin = '';

  /**
   * @param {string} name
   * @param {string} token
   */
  constructor(name, token) {
    this.name = name;
    this.token = token;
  }

  /** @returns {Session | null} */
  static restore() {
    const saved = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    return saved ? new Session(saved.name, saved.token) : null;
  }

  /** @param {string} name */
  static async login(name) {
    const session = new Session(name, '');
    await session.refresh();
    return session;
  }

  /** A fresh token: connections ask for one each time they open. */
  async refresh() {
    const { token } = await request('POST', '/api/login', { body: { name: this.name } });
    this.token = token;
    sessionStorage.setItem(KEY, JSON.stringify({ name: this.name, token }));
    return token;
  }

  logout() {
    sessionStorage.removeItem(KEY);
  }

  /**
   * Asks the server and reads its JSON answer.
   *
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   */
  ask(method, path, body) {
    return request(method, path, { body, fetch: (to, options) => this.fetch(to, options) });
  }

  /**
   * As the page's own, on behalf of this user; once more with a fresh token where this one has ended.
   *
   * @param {RequestInfo | URL} input
   * @param {RequestInit} [options]
   */
  async fetch(input, options = {}) {
    const send = () => {
      const headers = new Headers(options.headers);
      headers.set('Authorization', `Bearer ${this.token}`);
      if (this.origin) headers.set('Realtime-Origin', this.origin);
      return fetch(input, { ...options, headers });
    };
    const response = await send();
    if (response.status !== 401) return response;
    await this.refresh();
    return send();
  }
}
