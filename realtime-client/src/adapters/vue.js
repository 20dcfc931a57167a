/**
 * The rows of a live collection as a ref that lives as long as the component:
 * `const messages = liveRef({ shallowRef, onScopeDispose }, collection)`.
 * @template T
 * @param {{ shallowRef: (value: any) => any, onScopeDispose: (stop: () => void) => void }} vue Vue's own
 * @param {import('../collection.js').Collection<T>} collection
 * @returns {{ readonly value: readonly T[] }}
 */
export function liveRef({ shallowRef, onScopeDispose }, collection) {
  const items = shallowRef(collection.items);
  onScopeDispose(collection.subscribe((next) => (items.value = next)));
  return items;
}
