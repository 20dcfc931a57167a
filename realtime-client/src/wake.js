/** Whether a try makes sense: not while the machine is offline or the page hidden. */
export class Wake {
  #listeners = new AbortController();

  /** @param {() => void} onAwake called when the page comes back, is shown again or the machine is online again */
  constructor(onAwake) {
    const options = { signal: this.#listeners.signal };
    const check = () => {
      if (this.awake) {
        onAwake();
      }
    };
    globalThis.addEventListener?.('online', check, options);
    // pages restored from the back-forward cache get no visibilitychange
    globalThis.addEventListener?.('pageshow', check, options);
    globalThis.document?.addEventListener('visibilitychange', check, options);
  }

  get awake() {
    return globalThis.navigator?.onLine !== false && globalThis.document?.visibilityState !== 'hidden';
  }

  close() {
    this.#listeners.abort();
  }
}
