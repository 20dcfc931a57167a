// @ts-check
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from '@stomp/stompjs';
import WebSocket from 'ws';
import { launch } from '../browser.js';
import { Sample } from '../sample.js';
import { tenSteps } from '../ten-steps.js';

const TIMEOUT = 60_000;

/** @type {any} */
const global = globalThis;
global.crypto ??= (await import('node:crypto')).webcrypto;

describe('ten steps by clients that are not ours', { timeout: 4 * TIMEOUT }, () => {
  /** @type {Sample} */
  let sample;

  before(async () => {
    sample = await Sample.start();
  });

  after(() => sample?.stop());

  it('stompjs in Node', { timeout: TIMEOUT }, async () => {
    const done = await tenSteps(Client, sample.url, (url) => /** @type {any} */ (new WebSocket(url, 'v12.stomp')));
    assert.equal(done.length, 10);
  });

  it('stompjs in Chromium', { timeout: TIMEOUT }, async () => {
    const browser = await launch();
    try {
      const page = await browser.newPage();
      await page.goto(sample.url);
      const done = await page.evaluate(`
        import('/realtime-client/stompjs/index.js').then(({ Client }) =>
          (${tenSteps})(Client, location.origin, (url) => new WebSocket(url, 'v12.stomp')))`);
      assert.equal(done.length, 10);
    } finally {
      await browser.close();
    }
  });

  it('stomp.py', { timeout: TIMEOUT }, async () => {
    const script = fileURLToPath(new URL('../ten_steps.py', import.meta.url));
    const { stdout } = await promisify(execFile)(process.env.PYTHON ?? '/usr/bin/python3', [script, sample.url]);
    assert.equal(stdout.trim().split('\n').length, 10);
  });
});
