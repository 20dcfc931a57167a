// @ts-check
/** What the server answered instead of doing it, or status 0 where it could not be asked. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }

  /**
   * @param {any} error of a request of this page or of a live collection's
   * @returns {ApiError}
   */
  static of(error) {
    if (error instanceof ApiError) return error;
    if (error?.cause instanceof ApiError) return error.cause;
    return new ApiError(error?.status ?? 0, error?.body?.detail ?? error?.message ?? String(error));
  }

  /** Whether the same request may work later. */
  get retry() {
    return this.status === 0 || this.status >= 500;
  }
}

/**
 * Sends a request and reads its JSON answer.
 *
 * @param {string} method
 * @param {string} path
 * @param {{ body?: unknown, fetch?: typeof globalThis.fetch }} [options]
 * @returns {Promise<any>}
 * @throws {ApiError}
 */
export async function request(method, path, { body, fetch = globalThis.fetch.bind(globalThis) } = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(0, 'The server cannot be reached');
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new ApiError(response.status, problem.detail ?? problem.title ?? `The server answered ${response.status}`);
  }
  return response.status === 204 ? undefined : response.json();
}
