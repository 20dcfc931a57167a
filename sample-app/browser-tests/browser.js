// @ts-check
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { screenshots } from './sample.js';

export const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launch() {
  return chromium.launch({ executablePath, args: flags });
}

/** One person at one screen. */
export class Visitor {
  /** @type {string[]} */
  #errors = [];

  /**
   * @param {import('playwright-core').BrowserContext} context
   * @param {import('playwright-core').Page} page
   */
  constructor(context, page) {
    this.context = context;
    this.page = page;
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => this.#errors.push(String(error.stack)));
  }

  /**
   * @param {import('playwright-core').Browser} browser
   * @param {string} url
   * @param {string} fullName
   * @param {import('playwright-core').BrowserContextOptions} [options]
   */
  static async open(browser, url, fullName, options) {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    const visitor = new Visitor(context, await context.newPage());
    await visitor.page.goto(url);
    await visitor.page.getByRole('button', { name: fullName }).click();
    await visitor.connected();
    return visitor;
  }

  /** @param {number} [timeout] milliseconds */
  async connected(timeout) {
    const status = this.page.getByRole('status').filter({ hasText: /^Connected$/ });
    await status.waitFor({ state: 'attached', timeout });
  }

  /** @param {string} name */
  async openConversation(name) {
    await this.page.getByRole('link', { name }).click();
    await this.page.getByRole('heading', { level: 1, name }).waitFor();
    await this.page.locator('.scroller[aria-busy=false]').waitFor();
  }

  /** @param {string} text */
  async write(text) {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  get composer() {
    return this.page.getByRole('textbox', { name: /^Message / });
  }

  /** @param {string} text */
  message(text) {
    return this.page.getByRole('listitem').filter({ hasText: text });
  }

  /**
   * Waits until exactly one message holds the text, and nothing of it is left to send.
   *
   * @param {string} text
   */
  async sees(text) {
    await this.page.locator('.entry.sent').filter({ hasText: text }).waitFor();
    assert.equal(await this.message(text).count(), 1, text);
  }

  /** What the conversation shows, as lines. */
  texts() {
    return this.page.locator('.entry .text').allTextContents();
  }

  /** @param {string} name */
  async screenshot(name) {
    await this.page.screenshot({ path: join(screenshots, `${name}.png`) });
  }

  /** Leaves; fails if anything was thrown on the page. */
  async close() {
    await this.context.close();
    assert.deepEqual(this.#errors, []);
  }
}
