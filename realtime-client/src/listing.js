import { RealtimeError } from './error.js';

/**
 * @typedef {{ room: string, token?: string, position?: string }} Pass
 * @typedef {{ items: any[], total?: number, passes: Pass[] }} Listing
 */

const LISTS = ['resources', 'content', 'items', 'data'];

/**
 * Reads a fresh load: an array, an object that has one as `resources`, `content`, `items` or `data`, or a fetch Response
 * with such a body. The passes stand in its header `Realtime-Rooms`, or in the body as `websockets`.
 * @param {any} answer
 * @returns {Promise<Listing>}
 * @throws {RealtimeError} `http_<status>`, `invalid_listing`
 */
export async function readListing(answer) {
  const response = isResponse(answer);
  const body = response ? await readBody(answer) : answer;
  const items = Array.isArray(body) ? body : LISTS.map((name) => body?.[name]).find(Array.isArray);
  if (!items) {
    const lists = LISTS.join(', ');
    throw new RealtimeError('invalid_listing', `The answer is neither an array nor an object with one of ${lists}`);
  }
  const header = response ? answer.headers.get('Realtime-Rooms') : null;
  const passes = header ? JSON.parse(header) : (body.websockets ?? body.rooms ?? []);
  const total = body.totalElements ?? body.page?.totalElements ?? body.total;
  return { items, total, passes: passes.map(asPass) };
}

/**
 * Reads the answer of a change: the entity, or undefined where there is none.
 * @param {any} answer
 * @throws {RealtimeError} `http_<status>` with the server's own words
 */
export async function readAnswer(answer) {
  return isResponse(answer) ? readBody(answer) : answer;
}

/**
 * @param {string | Pass} pass
 * @returns {Pass}
 */
export function asPass(pass) {
  return typeof pass === 'string' ? { room: pass } : pass;
}

/** @param {any} answer */
function isResponse(answer) {
  return typeof answer?.text === 'function' && typeof answer.status === 'number';
}

/** @param {Response} response */
async function readBody(response) {
  const text = await response.text();
  let body;
  try {
    body = text === '' ? undefined : JSON.parse(text);
  } catch (error) {
    if (response.ok) {
      throw RealtimeError.of(error, 'invalid_listing', false);
    }
    body = text;
  }
  if (!response.ok) {
    const { status } = response;
    // RFC 9457 first, then what Spring's own error answers carry
    const message = body?.detail ?? body?.message ?? body?.title ?? body?.error ?? `HTTP status ${status}`;
    const retry = status >= 500 || status === 429 || status === 408;
    throw new RealtimeError(`http_${status}`, String(message), { status, body, retry });
  }
  return body;
}
