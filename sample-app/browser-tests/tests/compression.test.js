// @ts-check
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Visitor, launch } from '../browser.js';
import { Sample } from '../sample.js';

const TIMEOUT = 120_000;

/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  browser = await launch();
});

after(() => browser.close());

/**
 * What the server granted of the compression every browser offers.
 *
 * @param {Visitor} visitor
 */
async function granted(visitor) {
  const devtools = await visitor.context.newCDPSession(visitor.page);
  await devtools.send('Network.enable');
  const answer = new Promise((resolve) =>
    devtools.once('Network.webSocketHandshakeResponseReceived', ({ response }) => resolve(response)),
  );
  await visitor.page.reload();
  const { headers, requestHeaders } = /** @type {any} */ (await answer);
  await visitor.connected();
  assert.match(JSON.stringify(requestHeaders), /permessage-deflate/);
  const name = Object.keys(headers).find((header) => header.toLowerCase() === 'sec-websocket-extensions');
  return name && headers[name];
}

for (const compression of [false, true]) {
  describe(`with realtime.connection.compression=${compression}`, () => {
    /** @type {Sample} */
    let sample;

    before(
      async () => {
        sample = await Sample.start(`--realtime.connection.compression=${compression}`);
      },
      { timeout: TIMEOUT },
    );

    after(() => sample.stop());

    it(`browsers ${compression ? 'get events compressed' : 'are granted none'}`, { timeout: TIMEOUT }, async () => {
      const ada = await Visitor.open(browser, sample.url, 'Ada Lovelace');
      const grace = await Visitor.open(browser, sample.url, 'Grace Hopper');
      for (const visitor of [ada, grace]) {
        const expected = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover';
        assert.equal(await granted(visitor), compression ? expected : undefined);
        await visitor.openConversation('general');
      }
      for (let i = 0; i < 20; i++) {
        const text = `${'again and '.repeat(20)}again ${i}.`;
        await ada.write(text);
        await grace.sees(text);
        await ada.sees(text);
      }
      await ada.close();
      await grace.close();
    });
  });
}
