// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { executablePath, flags } from './browser.js';

/**
 * A browser whose tabs are what they are to a person: one is in front, the others are hidden and slowed down. The test
 * driver of the other tests makes every page believe that it is looked at.
 */
export class Browser {
  #process;
  #profile;
  #socket;
  #lastId = 0;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();

  /**
   * @param {import('node:child_process').ChildProcess} process
   * @param {string} profile
   * @param {WebSocket} socket
   */
  constructor(process, profile, socket) {
    this.#process = process;
    this.#profile = profile;
    this.#socket = socket;
    socket.on('message', (data) => {
      const { id, result, error } = JSON.parse(String(data));
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) waiting?.reject(new Error(error.message));
      else waiting?.resolve(result);
    });
  }

  static async launch() {
    const profile = await mkdtemp(join(tmpdir(), 'realtime-browser-'));
    const options = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, ...flags];
    const child = spawn(executablePath, [...options, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
    process.once('exit', () => child.kill());
    let output = '';
    /** @type {string} */
    const address = await new Promise((resolve, reject) => {
      child.stderr.on('data', (chunk) => {
        output += chunk;
        const [, found] = /DevTools listening on (ws:\S+)/.exec(output) ?? [];
        if (found) resolve(found);
      });
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`The browser ended with ${code}:\n${output}`)));
    });
    const socket = new WebSocket(address);
    await once(socket, 'open');
    return new Browser(child, profile, socket);
  }

  /** A tab of the one window, in front of the others. */
  async newTab() {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const tab = new Tab(this, targetId, sessionId);
    await tab.send('Page.enable');
    return tab;
  }

  /**
   * @param {string} method https://chromedevtools.github.io/devtools-protocol/
   * @param {Record<string, unknown>} [params]
   * @param {string} [sessionId]
   * @returns {Promise<any>}
   */
  send(method, params = {}, sessionId) {
    const id = ++this.#lastId;
    const answer = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return answer;
  }

  async close() {
    const exit = once(this.#process, 'exit');
    await this.send('Browser.close');
    await exit;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A tab, with what tests need of a page. */
export class Tab {
  #browser;
  #targetId;
  #sessionId;

  /**
   * @param {Browser} browser
   * @param {string} targetId
   * @param {string} sessionId
   */
  constructor(browser, targetId, sessionId) {
    this.#browser = browser;
    this.#targetId = targetId;
    this.#sessionId = sessionId;
  }

  /**
   * @param {string} method
   * @param {Record<string, unknown>} [params]
   */
  send(method, params) {
    return this.#browser.send(method, params, this.#sessionId);
  }

  /** @param {string} url of something without scripts of its own */
  async goto(url) {
    await this.send('Page.navigate', { url });
    while ((await this.evaluate(() => `${location.href} ${document.readyState}`)) !== `${url} complete`);
  }

  /**
   * @template A, R
   * @param {(argument: A) => R | Promise<R>} script runs in the page
   * @param {A} [argument]
   * @returns {Promise<R>}
   */
  async evaluate(script, argument) {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression: `(${script})(${JSON.stringify(argument)})`,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  toFront() {
    return this.#browser.send('Target.activateTarget', { targetId: this.#targetId });
  }

  close() {
    return this.#browser.send('Target.closeTarget', { targetId: this.#targetId });
  }
}
