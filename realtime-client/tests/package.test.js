import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import vm from 'node:vm';
import { size } from './size.js';

const run = promisify(execFile);
const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function temporary(t) {
  const directory = await mkdtemp(join(tmpdir(), 'realtime-client-'));
  t.after(() => rm(directory, { recursive: true }));
  return directory;
}

/** The files as the jar serves them: see pom.xml. */
async function jar(t) {
  const directory = join(await temporary(t), 'realtime-client');
  await cp(join(root, 'src'), directory, { recursive: true });
  await cp(join(root, 'jar'), directory, { recursive: true });
  await cp(join(root, 'node_modules/@stomp/stompjs/esm6'), join(directory, 'stompjs'), { recursive: true });
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
  return directory;
}

test('is at most 12 kB without stompjs', async () => {
  assert.ok((await size()) <= 12_000, `${await size()} bytes`);
});

test('served by the starter, it needs relative imports only', async (t) => {
  const directory = await jar(t);
  const files = (await readdir(directory, { recursive: true })).filter((file) => file.endsWith('.js'));
  for (const file of files) {
    const text = await readFile(join(directory, file), 'utf8');
    for (const [, name] of text.matchAll(/^(?:import|export)\b[^'"]*?\bfrom ['"]([^'"]+)['"]/gm)) {
      assert.match(name, /^\.\.?\//, `${file} imports ${name}`);
    }
  }
  const client = await import(pathToFileURL(join(directory, 'index.js')));
  assert.equal(new client.Realtime({ token: 'alice' }).state, 'closed');
});

test('a plain script tag gives a promise of it, wherever the application is', async (t) => {
  const directory = await jar(t);
  const window = {};
  const document = { currentScript: { src: pathToFileURL(join(directory, 'script.js')).href } };
  const script = new vm.Script(await readFile(join(directory, 'script.js'), 'utf8'), {
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  script.runInContext(vm.createContext({ window, document, URL }));
  const { Realtime, RealtimeError } = await window.realtime;

  assert.equal(new Realtime({ token: 'alice' }).state, 'closed');
  assert.equal(new RealtimeError('forbidden').code, 'forbidden');
});

test('the npm package works and has its types', async (t) => {
  const directory = await temporary(t);
  const packed = await run('npm', ['pack', '--json', '--pack-destination', directory], { cwd: root });
  const [{ filename, files }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('[')));
  const paths = files.map(({ path }) => path);
  for (const path of ['src/index.js', 'types/index.d.ts', 'types/adapters/react.d.ts', 'package.json']) {
    assert.ok(paths.includes(path), path);
  }
  assert.ok(!paths.some((path) => path.startsWith('tests/') || path.startsWith('jar/')));
  const installed = join(directory, 'node_modules/@realtime/client');
  await mkdir(installed, { recursive: true });
  await run('tar', ['xzf', join(directory, filename), '-C', installed, '--strip-components=1']);
  await symlink(resolve(root, 'node_modules/@stomp'), join(directory, 'node_modules/@stomp'));
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }');
  await writeFile(
    join(directory, 'page.ts'),
    `import { Realtime, RealtimeError } from '@realtime/client';
import { liveHook } from '@realtime/client/adapters/react';
interface Message { id: number; text: string }
const realtime = new Realtime({ token: async () => 'alice' });
const messages = realtime.collection<Message>('/messages', { key: (m) => m.id, sort: (a, b) => a.id - b.id });
const texts: readonly string[] = messages.items.map((m) => m.text);
// @ts-expect-error a message has no such property
messages.items[0].title;
realtime.room('/a').on('created', ({ resource }) => resource.anything);
realtime.on('state', (state, error) => [state === 'connected', error?.retry]);

interface Types {
  resources: { message: Message; channel: { name: string } };
  deleted: { message: number };
  events: { direct: { text: string } };
  calls: { rename: { body: { name: string }; result: { renamed: boolean } } };
}
const typed = new Realtime<Types>({ token: 'alice' });
const typedMessages = typed.collection('/messages', { type: 'message', sort: (a, b) => a.id - b.id, limit: 10 });
const typedTexts: string[] = typedMessages.items.map((m) => m.text);
// @ts-expect-error a message has no such property
typedMessages.items[0].title;
// @ts-expect-error there is no such type
typed.collection('/messages', { type: 'massage', sort: (a, b) => a.id - b.id });
const room = typed.room('/a');
room.on('created', (event) => event.type === 'message' && event.resource.text);
// @ts-expect-error it may be a channel
room.on('updated', ({ resource }) => resource.text);
room.on('deleted', (event) => event.type === 'message' && event.resource.toFixed());
room.on('presence', ({ joined, members }) => [...joined, ...(members ?? [])].map(({ user }) => user));
room.on('direct', ({ data, actor }) => [data.text, actor]);
typed.on('direct', ({ data }) => data.text);
// @ts-expect-error the event has no such property
typed.on('direct', ({ data }) => data.title);
typed.call('rename', { name: 'b' }).then(({ renamed }) => renamed);
// @ts-expect-error the method wants something else
typed.call('rename', { title: 'b' });
// @ts-expect-error there is no such method
typed.call('remove');
export const code: string = new RealtimeError('x').code;
export { liveHook, texts, typedTexts };
`,
  );
  await writeFile(
    join(directory, 'page.js'),
    `import { Realtime } from '@realtime/client';
console.log(new Realtime({ token: 'alice' }).state);`,
  );
  const { stdout } = await run(process.execPath, [join(directory, 'page.js')]);
  assert.equal(stdout.trim(), 'closed');
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = '--noEmit --strict --module NodeNext --moduleResolution NodeNext --target ES2022';
  const checked = run(process.execPath, [tsc, ...options.split(' '), join(directory, 'page.ts')]);
  assert.equal(
    await checked.then(
      () => '',
      (error) => error.stdout,
    ),
    '',
  );
});
