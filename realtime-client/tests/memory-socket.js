/** A WebSocket whose other end is in the same process. Messages arrive in order, each in a turn of its own. */
export class MemorySocket extends EventTarget {
  readyState = 0;
  binaryType = 'arraybuffer';
  onopen = null;
  onmessage = null;
  onclose = null;
  onerror = null;
  #onText;
  #onClose = () => {};

  constructor(connect) {
    super();
    for (const type of ['open', 'message', 'close', 'error']) {
      this.addEventListener(type, (event) => this[`on${type}`]?.(event));
    }
    this.#later(() => {
      if (this.readyState === 0) {
        this.readyState = 1;
        connect({
          send: (text) => this.#later(() => this.readyState === 1 && this.#fire('message', { data: text })),
          close: (code, reason) => this.#later(() => this.#closed(code, reason)),
          listen: (onText, onClose) => {
            this.#onText = onText;
            this.#onClose = onClose;
          },
        });
        this.#fire('open', {});
      }
    });
  }

  send(text) {
    this.#later(() => this.readyState === 1 && this.#onText(text));
  }

  close(code = 1000, reason = '') {
    if (this.readyState < 2) {
      this.readyState = 2;
      this.#later(() => {
        this.#onClose();
        this.#closed(code, reason);
      });
    }
  }

  #closed(code, reason) {
    if (this.readyState !== 3) {
      this.readyState = 3;
      this.#fire('close', { code, reason });
    }
  }

  #later(action) {
    setImmediate(action);
  }

  #fire(type, properties) {
    this.dispatchEvent(Object.assign(new Event(type), properties));
  }
}
