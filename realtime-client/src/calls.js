import { RealtimeError } from './error.js';

/** @typedef {{ resolve: (result: any) => void, reject: (error: RealtimeError) => void, timer: any }} Call */

/** Calls on their way, by correlation id. Each ends in its reply, its timeout or the end of the connection. */
export class Calls {
  /** @type {Map<string, Call>} */
  #pending = new Map();
  #last = 0;

  /**
   * @param {string} what names the call in the message of a timeout
   * @param {number} timeout milliseconds
   * @param {(correlationId: string) => void} send
   * @returns {Promise<any>}
   */
  start(what, timeout, send) {
    const id = `c${++this.#last}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => this.#take(id)?.reject(new RealtimeError('timeout', `${what}: no reply in ${timeout} ms`)),
        timeout,
      );
      this.#pending.set(id, { resolve, reject, timer });
      try {
        send(id);
      } catch (error) {
        this.#take(id)?.reject(RealtimeError.of(error, 'not_connected', true));
      }
    });
  }

  /**
   * @param {string} id
   * @param {any} reply `{ result }` or `{ error: { code, message } }`
   */
  reply(id, reply) {
    const call = this.#take(id);
    if (reply?.error) {
      call?.reject(new RealtimeError(reply.error.code, reply.error.message));
    } else {
      call?.resolve(reply?.result);
    }
  }

  /** @param {RealtimeError} error */
  endAll(error) {
    for (const id of [...this.#pending.keys()]) {
      this.#take(id)?.reject(error);
    }
  }

  /** @param {string} id */
  #take(id) {
    const call = this.#pending.get(id);
    this.#pending.delete(id);
    clearTimeout(call?.timer);
    return call;
  }
}
