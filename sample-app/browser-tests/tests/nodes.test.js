// @ts-check
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch, Visitor } from '../browser.js';
import { Sample } from '../sample.js';

const TIMEOUT = 60_000;

// host:port of a RabbitMQ that speaks STOMP
const { RABBITMQ_STOMP = '' } = process.env;
const skip = !RABBITMQ_STOMP && 'there is no RABBITMQ_STOMP=host:port';

describe('two nodes of the chat, joined by RabbitMQ', { timeout: 6 * TIMEOUT, skip }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'nodes-'));
  const [host, port] = RABBITMQ_STOMP.split(':');
  const properties = [
    '--spring.profiles.active=relay',
    // one database for both, without a server
    `--spring.datasource.url=jdbc:h2:file:${join(directory, 'chat')};AUTO_SERVER=TRUE`,
    `--realtime.relay.host=${host}`,
    `--realtime.relay.port=${port}`,
    `--realtime.relay.destination=sample-${Date.now()}`,
  ];
  /** @type {Sample} */
  let one;
  /** @type {Sample} */
  let other;
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {Visitor} */
  let ada;
  /** @type {Visitor} */
  let grace;

  before(async () => {
    one = await Sample.start(...properties);
    other = await Sample.start(...properties);
    browser = await launch();
    [ada, grace] = await Promise.all([
      Visitor.open(browser, one.url, 'Ada Lovelace'),
      Visitor.open(browser, other.url, 'Grace Hopper'),
    ]);
    await Promise.all([ada.openConversation('general'), grace.openConversation('general')]);
  });

  after(async () => {
    await browser?.close();
    await other?.stop();
    await one?.stop();
    rmSync(directory, { recursive: true });
  });

  it('shows what is written at one to those at the other', { timeout: TIMEOUT }, async () => {
    await ada.write('Written at the first node');
    await grace.sees('Written at the first node');
    await grace.write('Answered at the second');
    await ada.sees('Answered at the second');
    await ada.screenshot('node-one');
    await grace.screenshot('node-two');
  });

  it('sends private messages to people at the other', { timeout: TIMEOUT }, async () => {
    await Promise.all([ada.openConversation('Grace Hopper'), grace.openConversation('Ada Lovelace')]);
    await ada.write('Between us');
    await grace.sees('Between us');
    await Promise.all([ada.openConversation('general'), grace.openConversation('general')]);
  });

  it('keeps one order when both write at once', { timeout: TIMEOUT }, async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? one : other).say(i % 2 ? 'ada' : 'grace', 'general', `Line ${i}.`)),
    );
    for (let i = 0; i < 20; i++) await Promise.all([ada.sees(`Line ${i}.`), grace.sees(`Line ${i}.`)]);
    assert.deepEqual(await ada.texts(), await grace.texts());
  });

  it('brings what was missed to who was away', { timeout: TIMEOUT }, async () => {
    other.cut();
    await ada.write('While Grace was away');
    await ada.sees('While Grace was away');
    other.mend();
    await grace.sees('While Grace was away');
    await Promise.all([ada.close(), grace.close()]);
  });
});
