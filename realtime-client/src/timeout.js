import { RealtimeError } from './error.js';

/**
 * Every request ends in a result, an error or this.
 * @template T
 * @param {Promise<T>} promise
 * @param {number} millis
 * @param {string} what
 * @returns {Promise<T>}
 */
export function withTimeout(promise, millis, what) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new RealtimeError('timeout', `${what}: no answer in ${millis} ms`)), millis);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
