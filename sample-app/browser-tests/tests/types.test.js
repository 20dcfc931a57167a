// @ts-check
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = fileURLToPath(new URL('../', import.meta.url));
const page = fileURLToPath(new URL('../../src/main/resources/static/app/', import.meta.url));
const client = fileURLToPath(new URL('../../../realtime-client/src/', import.meta.url));

/**
 * Checks the page as if the server's types were others.
 *
 * @param {(types: string) => string} change
 * @returns {Promise<string>} what the compiler complains about
 */
async function check(change) {
  const directory = await mkdtemp(join(tmpdir(), 'realtime-types-'));
  try {
    await cp(page, join(directory, 'app'), { recursive: true });
    const types = join(directory, 'app/types.d.ts');
    const before = await readFile(types, 'utf8');
    await writeFile(types, change(before));
    const { compilerOptions } = JSON.parse(await readFile(join(here, 'tsconfig.page.json'), 'utf8'));
    const paths = {
      '/realtime-client/*': [`${client}*`],
      '@stomp/stompjs': [join(here, 'node_modules/@stomp/stompjs/index.d.ts')],
    };
    const tsconfig = { compilerOptions: { ...compilerOptions, paths }, include: ['app/*.js'] };
    await writeFile(join(directory, 'tsconfig.json'), JSON.stringify(tsconfig));
    const tsc = join(here, 'node_modules/typescript/bin/tsc');
    return await run(process.execPath, [tsc, '-p', directory]).then(
      () => '',
      ({ stdout }) => stdout,
    );
  } finally {
    await rm(directory, { recursive: true });
  }
}

/**
 * As the server's tests write it when a field is called differently in Java.
 *
 * @param {string} declaration
 * @param {string} field
 * @param {string} name
 */
function renamed(declaration, field, name) {
  return (/** @type {string} */ types) => {
    const [text = ''] = new RegExp(`export interface ${declaration} \\{[^}]*\\}`).exec(types) ?? [];
    assert.match(text, new RegExp(`\\n  ${field}: `), `${declaration} has a field ${field}`);
    return types.replace(text, text.replace(`\n  ${field}: `, `\n  ${name}: `));
  };
}

describe('the page is checked against the types of the server', { timeout: 300_000 }, () => {
  it('passes as it is', async () => {
    assert.equal(await check((types) => types), '');
  });

  for (const [declaration, field, file] of [
    ['Message', 'text', 'entry.js'],
    ['Channel', 'lastMessageId', 'chat.js'],
    ['DirectMessage', 'recipient', 'direct-feed.js'],
    ['Notice', 'text', 'channel-feed.js'],
    ['Rename', 'name', 'dialogs.js'],
    ['Person', 'fullName', 'format.js'],
  ]) {
    it(`breaks when ${declaration}.${field} is renamed`, async () => {
      assert.match(await check(renamed(declaration, field, 'renamed')), new RegExp(`${file}.*error TS`));
    });
  }

  it('breaks when a method of the server is renamed', async () => {
    const complaint = await check((types) => types.replace("'channels.rename'", "'channels.call'"));
    assert.match(complaint, /dialogs\.js.*error TS/);
  });
});
