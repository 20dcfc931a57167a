import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DestroyRef, Injector, inject, runInInjectionContext, signal } from '@angular/core';
import { act, createElement, useSyncExternalStore } from 'react';
import { create } from 'react-test-renderer';
import { effectScope, onScopeDispose, shallowRef } from 'vue';
import { liveSignal } from '../src/adapters/angular.js';
import { liveHook } from '../src/adapters/react.js';
import { liveRef } from '../src/adapters/vue.js';
import { start } from './support.js';

const pending = () => new Promise(() => {});
const texts = (items) => items.map(({ text }) => text).join();

async function collection(t) {
  const { client } = await start(t);
  const messages = client().collection({ load: () => [{ id: 1, text: 'a' }], rooms: ['/a'] });
  t.after(() => messages.close());
  await messages.ready;
  return messages;
}

test('React renders the rows, and again after each change', async (t) => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = true;
  const messages = await collection(t);
  const useLive = liveHook(useSyncExternalStore);
  let renders = 0;
  const List = () => {
    renders++;
    return texts(useLive(messages));
  };
  let view;
  await act(async () => (view = create(createElement(List))));
  assert.equal(view.toJSON(), 'a');

  await act(async () => void messages.create({ id: 2, text: 'b' }, pending));
  assert.equal(view.toJSON(), 'a,b');

  await act(async () => view.unmount());
  const before = renders;
  await act(async () => void messages.create({ id: 3, text: 'c' }, pending));
  assert.equal(renders, before);
});

test('Vue has the rows as a ref, until the scope ends', async (t) => {
  const messages = await collection(t);
  const scope = effectScope();
  const items = scope.run(() => liveRef({ shallowRef, onScopeDispose }, messages));
  assert.equal(texts(items.value), 'a');

  messages.create({ id: 2, text: 'b' }, pending);
  await Promise.resolve();
  assert.equal(texts(items.value), 'a,b');

  scope.stop();
  messages.create({ id: 3, text: 'c' }, pending);
  await Promise.resolve();
  assert.equal(texts(items.value), 'a,b');
});

test('Angular has the rows as a signal, until the component is destroyed', async (t) => {
  const messages = await collection(t);
  const injector = Injector.create({ providers: [] });
  const items = runInInjectionContext(injector, () => liveSignal({ signal, inject, DestroyRef }, messages));
  assert.equal(texts(items()), 'a');
  assert.equal(items.set, undefined);

  messages.create({ id: 2, text: 'b' }, pending);
  await Promise.resolve();
  assert.equal(texts(items()), 'a,b');

  injector.destroy();
  messages.create({ id: 3, text: 'c' }, pending);
  await Promise.resolve();
  assert.equal(texts(items()), 'a,b');
});
