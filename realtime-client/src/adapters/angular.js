/**
 * The rows of a live collection as a signal that lives as long as the component; in an injection context:
 * `messages = liveSignal({ signal, inject, DestroyRef }, collection)`.
 * @template T
 * @param {{ signal: (value: any) => any, inject: (token: any) => any, DestroyRef: any }} angular Angular's own
 * @param {import('../collection.js').Collection<T>} collection
 * @returns {() => readonly T[]}
 */
export function liveSignal({ signal, inject, DestroyRef }, collection) {
  const items = signal(collection.items);
  inject(DestroyRef).onDestroy(collection.subscribe((next) => items.set(next)));
  return items.asReadonly();
}
