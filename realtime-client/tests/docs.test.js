import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const client = dirname(dirname(fileURLToPath(import.meta.url)));
const project = dirname(client);
const pages = ['README.md', ...readdirSync(join(project, 'docs')).map((name) => join('docs', name))].filter((name) =>
  name.endsWith('.md'),
);

/** What the pages take for granted. */
const GIVEN = `
import { Collection, Realtime as Client, Room } from '../src/index.js';
declare global {
  const realtime: Client & Promise<typeof import('../src/index.js')>;
  const room: Room;
  const messages: Collection<any>;
  const message: { id: number };
  const draft: { text: string };
  const text: string;
  const Realtime: typeof Client;
  function show(...shown: unknown[]): void;
  function reload(): void;
  function render(items: readonly any[]): void;
  function fetchToken(): Promise<string>;
  function fetchPass(): Promise<string>;
  function post(draft: unknown, origin: string): Promise<Response>;
  function put(id: number, text: string): Promise<Response>;
  function remove(id: number): Promise<Response>;
  const useSyncExternalStore: any, shallowRef: any, onScopeDispose: any, signal: any, inject: any, DestroyRef: any;
}`;

/** What the pages take for the types of a server. */
const TYPES = `
interface Message { id: number; text: string }
export interface Types {
  resources: { message: Message; channel: { id: number; name: string } };
  deleted: {};
  events: { direct: { author: string } };
  calls: { 'channels.rename': { body: { id: number; name: string }; result: { name: string } } };
}`;

/**
 * The JavaScript of a page: in fences, and in the scripts of its HTML.
 * @param {string} page
 */
function snippets(page) {
  const text = readFileSync(join(project, page), 'utf8');
  return [...text.matchAll(/^```(js|ts|html)\n(.*?)^```$/gms)].flatMap(({ 1: language, 2: code, index }) => {
    const line = text.slice(0, index).split('\n').length + 1;
    const scripts =
      language !== 'html' ? [code] : [...code.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map(([, s]) => s);
    const kind = language === 'ts' ? 'ts' : 'js';
    return scripts.map((script) => ({ name: `${page}:${line}.${kind}`, script }));
  });
}

/** The client as a page imports it, and an ellipsis as what it stands for: anything. */
function complete(/** @type {string} */ script) {
  return `${script
    .replace(/'(?:\/realtime-client|@realtime\/client)\/(adapters\/\w+)(?:\.js)?'/g, "'../src/$1.js'")
    .replace(/'(?:\/realtime-client\/index\.js|@realtime\/client)'/g, "'../src/index.js'")
    .replaceAll('…', 'undefined')}\nexport {};`;
}

/**
 * @param {Record<string, string>} scripts by name
 * @returns {string[]}
 */
function check(scripts) {
  const files = new Map([
    [join(client, 'tests', 'given.d.ts'), GIVEN],
    [join(client, 'tests', 'types.d.ts'), TYPES],
  ]);
  for (const [name, script] of Object.entries(scripts)) {
    const [, page, kind = 'js'] = /^(.*?)(?:\.(ts|js))?$/.exec(name) ?? [];
    files.set(join(client, 'tests', `${page.replace(/\W/g, '_')}.${kind}`), complete(script));
  }
  const options = {
    ...ts.convertCompilerOptionsFromJson(
      JSON.parse(readFileSync(join(client, 'tsconfig.json'), 'utf8')).compilerOptions,
      client,
    ).options,
    noImplicitAny: false,
    noUnusedLocals: false,
    strictNullChecks: false,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.getSourceFile = (file, ...rest) => {
    const text = files.get(file);
    return text === undefined ? getSourceFile(file, ...rest) : ts.createSourceFile(file, text, rest[0], true);
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram([...files.keys()], options, host))
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

test('what the pages show is JavaScript that the client understands', () => {
  const all = pages.flatMap(snippets);
  assert.ok(all.length >= 10, `only ${all.length} snippets`);
  assert.deepEqual(check(Object.fromEntries(all.map(({ name, script }) => [name, script]))), []);
});

test('a snippet that is wrong is found', () => {
  const wrong = check({
    syntax: 'const = 1;',
    method: 'await realtime.conect();',
    option: "realtime.collection('/notes', { sorted: true });",
    name: 'unheardOf();',
    import: "import { Realtimes } from '@realtime/client';",
    'types.ts': "new Realtime<import('./types.js').Types>({ token: '' }).call('channels.rename', { title: 'a' });",
  });
  for (const name of ['syntax.js', 'method.js', 'option.js', 'name.js', 'import.js', 'types.ts']) {
    assert.ok(
      wrong.some((error) => error.includes(name)),
      `${name}: ${wrong}`,
    );
  }
});
