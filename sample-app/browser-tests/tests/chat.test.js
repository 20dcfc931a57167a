// @ts-check
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { launch, Visitor } from '../browser.js';
import { PUSH_KEY, Sample } from '../sample.js';

const TIMEOUT = 60_000;

describe('the chat in a browser', { timeout: 15 * TIMEOUT }, () => {
  /** @type {Sample} */
  let sample;
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {Visitor} */
  let ada;
  /** @type {Visitor} */
  let grace;

  before(async () => {
    sample = await Sample.start();
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await sample?.stop();
  });

  beforeEach(async () => {
    [ada, grace] = await Promise.all([
      Visitor.open(browser, sample.url, 'Ada Lovelace'),
      Visitor.open(browser, sample.url, 'Grace Hopper'),
    ]);
    await Promise.all([ada.openConversation('general'), grace.openConversation('general')]);
  });

  afterEach(async () => {
    sample.mend();
    await Promise.all([ada.close(), grace.close()]);
  });

  it('shows what one writes to the other without reloading', { timeout: TIMEOUT }, async () => {
    await grace.page.evaluate(() => Object.assign(window, { notReloaded: true }));

    await ada.write('Seen at once');

    await grace.sees('Seen at once');
    await ada.sees('Seen at once');
    assert.equal(await grace.page.evaluate(() => /** @type {any} */ (window).notReloaded), true);
    await grace.write('Indeed it is');
    await ada.sees('Indeed it is');
    await ada.screenshot('desktop');
  });

  it('shows edits and deletions', { timeout: TIMEOUT }, async () => {
    await ada.write('First version');
    await grace.sees('First version');

    await ada.sees('First version');
    await ada.composer.press('ArrowUp');
    const field = ada.page.getByRole('textbox', { name: 'Edit message' });
    await field.fill('Second version');
    await field.press('Enter');
    await grace.sees('Second version');
    assert.equal(await grace.message('First version').count(), 0);

    await ada.message('Second version').hover();
    await ada.message('Second version').getByRole('button', { name: 'Delete message' }).click();
    await grace.message('Second version').waitFor({ state: 'detached' });
    await ada.message('Second version').waitFor({ state: 'detached' });
  });

  it('keeps what is there over a reload', { timeout: TIMEOUT }, async () => {
    await ada.write('Still here after a reload');
    await grace.sees('Still here after a reload');

    await grace.page.reload();

    await grace.connected();
    await grace.sees('Still here after a reload');
    await ada.write('And still live');
    await grace.sees('And still live');
  });

  it('catches up after the network was away, in both directions', { timeout: TIMEOUT }, async () => {
    sample.cut();
    await grace.page.getByText('You are offline').waitFor();
    await grace.write('Written while away');
    await grace.page.getByText('Not sent yet').waitFor();
    await grace.screenshot('offline');
    sample.mend();
    await sample.say('lise', 'general', 'Said meanwhile 1');
    await sample.say('lise', 'general', 'Said meanwhile 2');

    await grace.connected();
    await ada.connected();
    for (const text of ['Said meanwhile 1', 'Said meanwhile 2', 'Written while away']) {
      await grace.sees(text);
      await ada.sees(text);
    }
  });

  it('catches up after the browser was offline', { timeout: TIMEOUT }, async () => {
    await grace.context.setOffline(true);
    await grace.write('From the train');
    await grace.page.getByText('Not sent yet').waitFor();
    await ada.write('Said to one in a tunnel');
    await ada.sees('Said to one in a tunnel');
    await grace.context.setOffline(false);

    await grace.sees('Said to one in a tunnel');
    await grace.sees('From the train');
    await ada.sees('From the train');
  });

  it('equals the server after the server was restarted', { timeout: 4 * TIMEOUT }, async () => {
    await ada.write('Lost with the memory of the server');
    await grace.sees('Lost with the memory of the server');

    await sample.restart();

    // the longer the server was away, the longer clients may wait until they try again: up to 20 s
    await Promise.all([ada.connected(45_000), grace.connected(45_000)]);
    await grace.message('Lost with the memory of the server').waitFor({ state: 'detached' });
    await ada.write('After the restart');
    await grace.sees('After the restart');
    const { id } = await sample.channel('ada', 'general');
    const messages = await sample.ask('ada', 'GET', `/api/channels/${id}/messages`);
    assert.deepEqual(
      await grace.texts(),
      messages.map((/** @type {any} */ message) => message.text),
    );
  });

  it('refuses private channels to others', { timeout: TIMEOUT }, async () => {
    const { id } = await sample.channel('grace', 'compilers');
    const alan = await Visitor.open(browser, sample.url, 'Alan Turing');
    assert.equal(await alan.page.getByRole('link', { name: 'compilers' }).count(), 0);

    await alan.page.goto(`${sample.url}/#/channels/${id}`);
    await alan.page.getByText('There is no such channel, or it is private').waitFor();
    const outcomes = await alan.page.evaluate(
      async ({ id, token }) => {
        const { Realtime } = await import(new URL('/realtime-client/index.js', location.href).href);
        const realtime = new Realtime({ url: '/realtime', token });
        await realtime.connect();
        const refused = await realtime
          .room(`/channels/${id}`)
          .join()
          .then(
            () => 'joined',
            (/** @type {any} */ error) => error.code,
          );
        const admitted = await realtime
          .room('/channels')
          .join()
          .then(
            () => 'joined',
            (/** @type {any} */ error) => error.code,
          );
        realtime.close();
        return { refused, admitted };
      },
      { id, token: await sample.token('alan') },
    );

    assert.deepEqual(outcomes, { refused: 'forbidden', admitted: 'joined' });
    await alan.close();
  });

  it('shows a private channel to those who become members', { timeout: TIMEOUT }, async () => {
    await ada.page.getByRole('button', { name: 'New channel' }).click();
    await ada.page.getByLabel('Name').fill('secret-plans');
    await ada.page.getByLabel('Private').check();
    await ada.page.getByLabel('Grace Hopper').check();
    await ada.page.getByRole('button', { name: 'Create channel' }).click();
    await ada.page.getByRole('heading', { level: 1, name: 'secret-plans' }).waitFor();
    await ada.page.getByText('Nothing here yet').waitFor();
    await grace.openConversation('secret-plans');

    await ada.page.getByRole('button', { name: 'Channel details' }).click();
    await ada.page.getByLabel('Grace Hopper').uncheck();
    await ada.page.getByRole('button', { name: 'Save members' }).click();

    await grace.page.getByRole('link', { name: 'secret-plans' }).waitFor({ state: 'detached' });
  });

  it('tells who is writing and who is here', { timeout: TIMEOUT }, async () => {
    await ada.page.getByText('2 here').waitFor();
    await ada.composer.pressSequentially('Hm');

    await grace.page.getByText('Ada is writing…').waitFor();
    await grace.screenshot('writing');
    await ada.composer.press('Enter');
    await grace.page.getByText('Ada is writing…').waitFor({ state: 'detached' });

    const lise = await Visitor.open(browser, sample.url, 'Lise Meitner');
    await ada.page.getByRole('link', { name: 'Lise Meitner (online)' }).waitFor();
    await lise.close();
    await ada.page.getByRole('link', { name: 'Lise Meitner (offline)' }).waitFor();
  });

  it('renames for everybody', { timeout: TIMEOUT }, async () => {
    await ada.openConversation('random');
    await ada.page.getByRole('button', { name: 'Channel details' }).click();
    await ada.page.getByLabel('Name').fill('anything');
    await ada.page.getByRole('button', { name: 'Rename' }).click();

    await grace.page.getByRole('link', { name: 'anything' }).waitFor();
    await ada.page.getByRole('heading', { level: 1, name: 'anything' }).waitFor();
  });

  it('delivers private messages and counts the unread ones', { timeout: TIMEOUT }, async () => {
    await ada.openConversation('Grace Hopper');
    await ada.write('For you alone');
    await ada.sees('For you alone');

    await grace.page.getByRole('link', { name: /Ada Lovelace.*1 unread/ }).click();
    await grace.sees('For you alone');
    await grace.page
      .getByRole('link', { name: /unread/ })
      .filter({ hasText: 'Ada' })
      .waitFor({ state: 'detached' });
  });

  it('shows a notice pushed from outside', { timeout: TIMEOUT }, async () => {
    const { id } = await sample.channel('ada', 'general');
    const response = await fetch(`${sample.url}/realtime/push`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${PUSH_KEY}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({
        event: 'notice',
        targets: { rooms: `/channels/${id}` },
        data: { text: 'Deployed 1.2.3' },
      }),
    });
    assert.equal(response.status, 202);

    await Promise.all(
      [ada, grace].map((visitor) => visitor.page.locator('.notice', { hasText: 'Deployed 1.2.3' }).waitFor()),
    );
  });

  it('shows text as text', { timeout: TIMEOUT }, async () => {
    const text = '<img src=x onerror="window.pwned = true"> & <b>bold</b>';
    await ada.write(text);

    await grace.sees(text);
    assert.equal(await grace.page.evaluate(() => /** @type {any} */ (window).pwned), undefined);
    assert.equal(await grace.page.locator('.entries img, .entries b').count(), 0);
  });

  it('works by keyboard', { timeout: TIMEOUT }, async () => {
    const { page } = ada;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('engine');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'analytical-engine' }).waitFor();
    assert.equal(await ada.composer.evaluate((element) => element === document.activeElement), true);

    await page.keyboard.type('Two');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('lines');
    await page.keyboard.press('Enter');
    await ada.sees('Two\nlines');
    await page.keyboard.press('ArrowUp');
    await page.getByRole('textbox', { name: 'Edit message' }).fill('Never kept');
    await page.keyboard.press('Escape');
    await ada.sees('Two\nlines');

    await page.keyboard.press('Alt+ArrowDown');
    await page.getByRole('heading', { level: 1, name: 'analytical-engine' }).waitFor({ state: 'detached' });
  });

  it('fits a phone and the dark', { timeout: TIMEOUT }, async () => {
    const phone = await Visitor.open(browser, sample.url, 'Katherine Johnson', {
      viewport: { width: 390, height: 800 },
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true,
    });
    await phone.page.getByRole('link', { name: 'general' }).waitFor();
    await phone.screenshot('phone-list');
    await phone.openConversation('general');
    await ada.write('Can you read this on the way?');
    await phone.sees('Can you read this on the way?');
    await phone.screenshot('phone');
    const width = await phone.page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `the page is ${width} wide`);
    await phone.page.getByRole('button', { name: 'All conversations' }).click();
    await phone.page.getByRole('link', { name: 'compilers' }).waitFor();
    await phone.close();

    const dark = await Visitor.open(browser, sample.url, 'Alan Turing', { colorScheme: 'dark' });
    await dark.openConversation('general');
    await dark.sees('Can you read this on the way?');
    await dark.screenshot('dark');
    await dark.close();
  });
});
