import assert from 'node:assert/strict';
import { test } from 'node:test';
import { History } from './history.js';

const HISTORIES = Number(process.env.HISTORIES ?? 1_000);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000_000);

test(`the collection equals a fresh load after ${HISTORIES} random histories`, async (t) => {
  t.diagnostic(`SEED=${SEED}`);
  for (let i = 0; i < HISTORIES; i++) {
    const history = new History(SEED + i);
    try {
      await history.run();
      assert.equal(history.fault, undefined);
    } catch (error) {
      error.message = `To repeat: SEED=${SEED + i} HISTORIES=1\n${history.log.join('\n')}\n${error.message}`;
      throw error;
    }
  }
});
