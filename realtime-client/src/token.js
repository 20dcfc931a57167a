import { RealtimeError } from './error.js';

/**
 * A token, or where to get one. A supplier is asked anew each time; `refused` is the code with which the server
 * refused the token before.
 * @typedef {string | undefined | null | ((request: { refused?: string }) => TokenAnswer | Promise<TokenAnswer>)} TokenSource
 * @typedef {string | undefined | null} TokenAnswer
 */

/**
 * @param {TokenSource} source
 * @param {string} [refused]
 * @returns {Promise<string | undefined>}
 * @throws {RealtimeError} `token_unavailable` where the supplier fails; its own RealtimeErrors pass through
 */
export async function askToken(source, refused) {
  if (typeof source !== 'function') {
    return source ?? undefined;
  }
  try {
    return (await source({ refused })) ?? undefined;
  } catch (error) {
    throw RealtimeError.of(error, 'token_unavailable', true);
  }
}

/**
 * Reads when a JWT ends. The signature is the server's business; nothing is decided here but when to ask again.
 * @param {string | undefined} token
 * @returns {number | undefined} milliseconds since 1970, undefined for anything but a JWT with `exp`
 */
export function expiryOf(token) {
  const payload = token?.split('.')[1];
  if (!payload) {
    return undefined;
  }
  try {
    const { exp } = JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/')));
    return typeof exp === 'number' ? exp * 1000 : undefined;
  } catch {
    // not a JWT: an opaque token is as good, it only cannot be renewed ahead of its end
    return undefined;
  }
}
