/** @template T @typedef {import('../collection.js').Collection<T>} Collection */

/** @type {WeakMap<Collection<any>, (onChange: () => void) => () => void>} React subscribes anew to a new function */
const subscribes = new WeakMap();

/**
 * A hook that renders with the rows of a live collection:
 * `const useLive = liveHook(useSyncExternalStore)`, then `const messages = useLive(collection)`.
 * @param {(subscribe: any, getSnapshot: any, getServerSnapshot: any) => any} useSyncExternalStore React's own
 * @returns {<T>(collection: Collection<T>) => readonly T[]}
 */
export function liveHook(useSyncExternalStore) {
  return (collection) => {
    const subscribe =
      subscribes.get(collection) ?? ((/** @type {() => void} */ changed) => collection.subscribe(changed));
    subscribes.set(collection, subscribe);
    const items = () => collection.items;
    return useSyncExternalStore(subscribe, items, items);
  };
}
