// @ts-check
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { launch } from '../browser.js';
import { Sample } from '../sample.js';
import { Browser, Tab } from '../tab.js';

const TIMEOUT = 240_000;

/**
 * Where scripts can be run, whoever drives the browser.
 * @typedef {{ goto: (url: string) => Promise<any>, evaluate: (script: (argument: any) => any, argument?: any) => Promise<any> }} Page
 */

/** A page with nothing on it but a live collection of a channel's messages. */
class LivePage {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  /**
   * @param {import('playwright-core').BrowserContext | Tab} where
   * @param {Sample} sample
   * @param {{ user: string, path: string, token: string | (() => Promise<string>) }} options
   */
  static async open(where, sample, { user, path, token }) {
    const page = where instanceof Tab ? where : await where.newPage();
    if (!(page instanceof Tab))
      await page.exposeFunction('issueToken', () => (typeof token === 'string' ? token : token()));
    return LivePage.#show(page, sample, user, path, page instanceof Tab ? token : undefined);
  }

  /**
   * @param {Page} page
   * @param {Sample} sample
   * @param {string} user
   * @param {string} path
   * @param {unknown} fixed the token of a page that cannot ask for one
   */
  static async #show(page, sample, user, path, fixed) {
    // of the same origin, with nothing running on it
    await page.goto(`${sample.url}/realtime-client/index.js`);
    await page.evaluate(
      async ({ url, user, path, fixed }) => {
        const window = /** @type {any} */ (globalThis);
        const { Realtime } = await import(`${url}/realtime-client/index.js`);
        const answer = await fetch(`${url}/api/login`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ name: user }),
        });
        const { token } = await answer.json();
        window.ask = (/** @type {string} */ to, /** @type {RequestInit} */ init = {}) =>
          fetch(to, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } });
        window.states = [];
        window.twice = 0;
        const realtime = new Realtime({
          url: `${url}/realtime`,
          token: () => fixed ?? window.issueToken(),
          fetch: window.ask,
        });
        realtime.on('state', (/** @type {string} */ state) => window.states.push(state));
        realtime.on('error', (/** @type {Error} */ error) => window.states.push(String(error)));
        window.messages = realtime.collection(url + path, {
          type: 'message',
          key: 'ref',
          sort: (/** @type {any} */ a, /** @type {any} */ b) => (b.id ?? Infinity) - (a.id ?? Infinity),
          limit: 200,
          jitter: 500,
        });
        window.messages.subscribe((/** @type {any[]} */ items) => {
          window.twice += Number(new Set(items.map(({ ref }) => ref)).size !== items.length);
        });
        // shown at once; said again, under the same ref, until the server has it
        window.write = (/** @type {string} */ text, /** @type {string} */ ref) =>
          window.messages
            .create({ ref, text }, () =>
              window.ask(url + path, {
                method: 'POST',
                headers: { 'Content-Type': 'application/json', 'Realtime-Origin': realtime.origin },
                body: JSON.stringify({ text, ref }),
              }),
            )
            .catch(() => setTimeout(() => window.write(text, ref), 200));
        await window.messages.ready;
      },
      { url: sample.url, user, path, fixed },
    );
    return new LivePage(page);
  }

  /** @param {string} text */
  write(text) {
    const ref = crypto.randomUUID();
    return this.page.evaluate(([said, id]) => void (/** @type {any} */ (globalThis).write(said, id)), [text, ref]);
  }

  /** What it shows, as text to compare. */
  shown() {
    return this.page.evaluate(() => {
      const { messages } = /** @type {any} */ (globalThis);
      return `${messages.state} ${JSON.stringify(messages.items.map((/** @type {any} */ { id, text }) => [id, text]))}`;
    });
  }

  /** @returns {Promise<number>} how often a message was shown twice */
  twice() {
    return this.page.evaluate(() => /** @type {any} */ (globalThis).twice);
  }

  /**
   * Waits until the connection is in that state.
   *
   * @param {string} name
   */
  async state(name) {
    // polled from here: timers of hidden pages are throttled
    while ((await this.states()).at(-1) !== name) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** @returns {Promise<string[]>} */
  states() {
    return this.page.evaluate(() => /** @type {any} */ (globalThis).states);
  }
}

describe('the client in a browser', { timeout: 4 * TIMEOUT }, () => {
  /** @type {Sample} */
  let sample;
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {LivePage[]} */
  let pages;
  let path = '';
  let lifetime = 3600;
  let tokens = 0;

  before(async () => {
    sample = await Sample.start();
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await sample?.stop();
  });

  // two tabs of one user, and another one's phone
  beforeEach(async () => {
    const { id } = await sample.channel('ada', 'general');
    path = `/api/channels/${id}/messages`;
    const desktop = await browser.newContext();
    const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true });
    const open = (/** @type {import('playwright-core').BrowserContext} */ context, /** @type {string} */ user) =>
      LivePage.open(context, sample, { user, path, token: async () => (tokens++, connectionToken(user, lifetime)) });
    pages = [await open(desktop, 'ada'), await open(desktop, 'ada'), await open(phone, 'grace')];
  });

  afterEach(async () => {
    sample.mend();
    lifetime = 3600;
    await Promise.all(browser.contexts().map((context) => context.close()));
  });

  /** @param {(messages: any[]) => boolean} complete whether the server has got everything */
  const allEqual = async (complete) => {
    let [expected, shown] = ['', /** @type {string[]} */ ([])];
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      const list = await sample.ask('ada', 'GET', path);
      list.sort((/** @type {any} */ a, /** @type {any} */ b) => b.id - a.id);
      expected = `live ${JSON.stringify(list.map((/** @type {any} */ { id, text }) => [id, text]))}`;
      shown = await Promise.all(pages.map((page) => page.shown()));
      if (complete(list) && shown.every((text) => text === expected)) break;
    }
    assert.deepEqual(
      shown,
      pages.map(() => expected),
    );
    assert.deepEqual(
      await Promise.all(pages.map((page) => page.twice())),
      pages.map(() => 0),
    );
  };

  /** @param {(messages: any[]) => boolean} complete whether the server has got everything */
  const onServer = async (complete) => {
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      if (complete(await sample.ask('ada', 'GET', path))) return;
    }
    assert.fail('the server never got it');
  };

  it('ends equal to the server after twenty cuts under load', { timeout: TIMEOUT }, async () => {
    for (let cut = 1; cut <= 20; cut++) {
      await Promise.all(pages.map((page, index) => page.write(`cut ${cut} page ${index}`)));
      sample.cut();
      await Promise.all(pages.map((page, index) => page.write(`behind cut ${cut} page ${index}`)));
      sample.mend();
      await pages[cut % 3].page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 150)));
    }

    await allEqual((list) => list.filter(({ text }) => /cut \d+ page \d/.test(text)).length === 120);
  });

  it('ends equal to the server after the server was restarted', { timeout: TIMEOUT }, async () => {
    await pages[0].write('before the restart');
    await allEqual((list) => list.some(({ text }) => text === 'before the restart'));

    await sample.restart();
    await pages[2].write('after the restart');

    await allEqual((list) => list.some(({ text }) => text === 'after the restart'));
  });

  describe('in a real tab', () => {
    /** @type {Browser} */
    let own;
    /** @type {Tab} */
    let tab;
    /** @type {LivePage} */
    let page;

    before(async () => {
      own = await Browser.launch();
    });

    after(() => own?.close());

    beforeEach(async () => {
      tab = await own.newTab();
      page = await LivePage.open(tab, sample, { user: 'ada', path, token: connectionToken('ada', lifetime) });
      pages.push(page);
    });

    afterEach(() => tab.close());

    it('ends equal to the server after a time in the background', { timeout: TIMEOUT }, async () => {
      const other = await own.newTab();
      assert.equal(await tab.evaluate(() => document.visibilityState), 'hidden');
      // its timers are slow, and still it stays connected and hears what is said
      await pages[2].write('said to a hidden tab');
      await allEqual((list) => list.some(({ text }) => text === 'said to a hidden tab'));

      // a tab that nobody looks at does not try to come back
      sample.cut();
      await page.state('reconnecting');
      sample.mend();
      await pages[2].write('said behind its back');
      await Promise.all(pages.slice(0, 3).map((others) => others.state('connected')));
      await onServer((list) => list.some(({ text }) => text === 'said behind its back'));
      assert.equal((await page.states()).at(-1), 'reconnecting');

      await other.close();
      await tab.toFront();
      await page.state('connected');
      await allEqual((list) => list.some(({ text }) => text === 'said behind its back'));
    });

    it('ends equal to the server after it was frozen', { timeout: TIMEOUT }, async () => {
      const count = 30;
      const all = (/** @type {any[]} */ list) =>
        list.filter(({ text }) => /^to a frozen tab/.test(text)).length === count;
      const other = await own.newTab();
      await tab.send('Page.setWebLifecycleState', { state: 'frozen' });
      for (let i = 1; i <= count; i++) await pages[2].write(`to a frozen tab ${i}`);
      await onServer(all);
      await tab.send('Page.setWebLifecycleState', { state: 'active' });
      await other.close();
      await tab.toFront();

      await allEqual(all);
    });
  });

  it('renews a token that ends, without a reconnect', { timeout: TIMEOUT }, async () => {
    lifetime = 6;
    const before = tokens;
    const token = async () => (tokens++, connectionToken('ada', lifetime));
    const page = await LivePage.open(await browser.newContext(), sample, { user: 'ada', path, token });
    pages.push(page);

    while (tokens < before + 4) {
      await page.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 250)));
    }
    await page.write('with a renewed token');

    await allEqual((list) => list.some(({ text }) => text === 'with a renewed token'));
    assert.deepEqual(await page.states(), ['connecting', 'connected']);
  });
});

/**
 * As the sample issues them, with a lifetime of our own.
 *
 * @param {string} user
 * @param {number} lifetime seconds
 */
function connectionToken(user, lifetime) {
  const now = Math.floor(Date.now() / 1000);
  const part = (/** @type {unknown} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = `${part({ alg: 'HS256' })}.${part({ sub: user, iat: now, exp: now + lifetime })}`;
  const secret = 'the-secret-of-a-demo-that-everybody-can-read';
  return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
}
