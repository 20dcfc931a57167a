/**
 * What went wrong with a connection, a join, a call or a request of a live collection.
 *
 * `code` is the server's code (`forbidden`, `token_expired`, …) or one of the client's own: `timeout`, `not_connected`,
 * `connection_lost`, `closed`, `left`, `token_unavailable`, `invalid_url`, `invalid_message`, `http_<status>`. `retry`
 * says whether the same request may succeed later without a change.
 */
export class RealtimeError extends Error {
  /**
   * @param {string} code
   * @param {string} [message]
   * @param {{ retry?: boolean, cause?: unknown, status?: number, body?: unknown }} [details]
   */
  constructor(code, message = code, { retry = RETRY.has(code), cause, status, body } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RealtimeError';
    this.code = code;
    this.retry = retry;
    /** The HTTP status, of requests made by live collections. */
    this.status = status;
    /** The answer's body, of requests made by live collections. */
    this.body = body;
  }

  /**
   * @param {unknown} error
   * @param {string} code the code of an error that is not yet a RealtimeError
   * @param {boolean} retry
   */
  static of(error, code, retry) {
    if (error instanceof RealtimeError) {
      return error;
    }
    return new RealtimeError(code, error instanceof Error ? error.message : String(error), { retry, cause: error });
  }
}

const RETRY = new Set([
  'timeout',
  'not_connected',
  'connection_lost',
  'token_unavailable',
  'internal',
  'slow_consumer',
  'heartbeat_lost',
  'connect_timeout',
  'restart',
]);
