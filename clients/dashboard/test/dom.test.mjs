import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { spaced } from '../js/dom.js';

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test('a job that throws is said, and runs again when it is asked for', async () => {
  const said = mock.method(console, 'error', () => {});
  let runs = 0;
  const ask = spaced(0, async () => {
    runs += 1;
    if (runs === 1) throw new Error('once');
  });
  ask();
  await settled();
  ask();
  await settled();
  assert.equal(runs, 2);
  assert.equal(said.mock.callCount(), 1);
  said.mock.restore();
});

test('what is asked for while a job runs is done once after it', async () => {
  let runs = 0;
  const ask = spaced(0, () => {
    runs += 1;
    return settled();
  });
  ask();
  ask();
  ask();
  await settled();
  await settled();
  await settled();
  assert.equal(runs, 2);
});
