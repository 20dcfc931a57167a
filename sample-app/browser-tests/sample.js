// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readdirSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const target = fileURLToPath(new URL('../target/', import.meta.url));

/** Where what these tests leave behind is kept. */
export const screenshots = join(target, 'screenshots');
mkdirSync(screenshots, { recursive: true });

export const PUSH_KEY = 'the-push-key-of-a-demo-that-everybody-can-read';

/**
 * The sample's jar on a free port, behind a network that can be cut. The address stays the same when the sample is
 * started again.
 */
export class Sample {
  #sockets = new Set();
  #cut = false;
  #proxy = createServer((socket) => this.#accept(socket));
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #process;
  #port = 0;
  #settings;
  url = '';

  /** @param {string[]} settings of the application, as on the command line */
  constructor(settings) {
    this.#settings = settings;
  }

  /** @param {string[]} settings */
  static async start(...settings) {
    const sample = new Sample(settings);
    sample.#proxy.listen(0, '127.0.0.1');
    await once(sample.#proxy, 'listening');
    sample.url = `http://127.0.0.1:${/** @type {any} */ (sample.#proxy.address()).port}`;
    await sample.#run();
    return sample;
  }

  /** Ends all connections and lets no new ones through. */
  cut() {
    this.#cut = true;
    this.#sockets.forEach((socket) => socket.destroy());
  }

  mend() {
    this.#cut = false;
  }

  async restart() {
    await this.#kill();
    await this.#run();
  }

  async stop() {
    this.cut();
    this.#proxy.close();
    await this.#kill();
  }

  /**
   * @param {string} user
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<any>}
   */
  async ask(user, method, path, body) {
    const response = await fetch(this.url + path, {
      method,
      headers: { Authorization: `Bearer ${await this.token(user)}`, 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  }

  /** @param {string} name */
  async token(name) {
    const response = await fetch(`${this.url}/api/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    return (await response.json()).token;
  }

  /**
   * @param {string} user
   * @param {string} name
   */
  async channel(user, name) {
    const channels = await this.ask(user, 'GET', '/api/channels');
    return channels.find((/** @type {any} */ channel) => channel.name === name);
  }

  /**
   * @param {string} user
   * @param {string} channel
   * @param {string} text
   */
  async say(user, channel, text) {
    const { id } = await this.channel(user, channel);
    return this.ask(user, 'POST', `/api/channels/${id}/messages`, { text, ref: crypto.randomUUID() });
  }

  async #run() {
    const jar = readdirSync(target).find((name) => /^sample-app-.*\.jar$/.test(name));
    if (!jar) throw new Error(`There is no jar in ${target}: run mvn package first`);
    const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java';
    // the compiler for long runs would take the browser's time
    const given = process.env.SAMPLE_OPTIONS?.split(' ') ?? [];
    const options = ['-XX:TieredStopAtLevel=1', ...given, '-jar', join(target, jar), '--server.port=0'];
    const child = spawn(java, [...options, '--server.address=127.0.0.1', ...this.#settings]);
    this.#process = child;
    process.once('exit', () => child.kill());
    const log = createWriteStream(join(target, 'browser-tests-sample.log'), { flags: 'a' });
    let output = '';
    child.stderr.pipe(log, { end: false });
    this.#port = await new Promise((resolve, reject) => {
      child.stdout.on('data', (chunk) => {
        log.write(chunk);
        output += chunk;
        const [, port] = /Tomcat started on port (\d+)/.exec(output) ?? [];
        if (port && /Started SampleApplication/.test(output)) resolve(Number(port));
      });
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`The sample ended with ${code}:\n${output}`)));
    });
  }

  async #kill() {
    const child = this.#process;
    if (child && child.exitCode === null) {
      const exit = once(child, 'exit');
      child.kill();
      await exit;
    }
  }

  /** @param {import('node:net').Socket} inbound */
  #accept(inbound) {
    if (this.#cut) {
      inbound.destroy();
      return;
    }
    const outbound = connect(this.#port, '127.0.0.1');
    for (const [from, to] of [
      [inbound, outbound],
      [outbound, inbound],
    ]) {
      this.#sockets.add(from);
      from.on('close', () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      // the close that follows says it all
      from.on('error', () => to.destroy());
      from.pipe(to);
    }
  }
}
