import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pages } from '../js/pages.js';

/** Answers lists by name, `size` at a time, and notes what was asked. */
function lists(all, asked = []) {
  return async ({ list, cursor, limit }) => {
    asked.push(`${list} ${cursor ?? 0}`);
    const from = Number(cursor ?? 0);
    return { items: all[list].slice(from, from + limit), next_cursor: all[list].length > from + limit ? String(from + limit) : null };
  };
}

const numbers = (n) => Array.from({ length: n }, (_, i) => i);

test('a list is read to its end page by page', async () => {
  const pages = new Pages(lists({ a: numbers(120) }), [{ list: 'a' }], 50);
  assert.equal((await pages.next()).length, 50);
  assert.equal(pages.done, false);
  assert.deepEqual(await pages.next(), numbers(120).slice(50, 100));
  assert.equal((await pages.next()).length, 20);
  assert.equal(pages.done, true);
  assert.deepEqual(await pages.next(), []);
});

test('several lists follow each other as one', async () => {
  const asked = [];
  const pages = new Pages(lists({ a: [1], b: [], c: [2, 3, 4] }, asked), [{ list: 'a' }, { list: 'b' }, { list: 'c' }], 2);
  assert.deepEqual(await pages.next(), [1, 2, 3]);
  assert.deepEqual(await pages.next(), [4]);
  assert.equal(pages.done, true);
  assert.deepEqual(asked, ['a 0', 'b 0', 'c 0', 'c 2']);
});

test('many empty lists do not keep the reader waiting, and are gone on with', async () => {
  const all = Object.fromEntries(numbers(30).map((n) => [n, n === 29 ? ['found'] : []]));
  const pages = new Pages(lists(all), numbers(30).map((list) => ({ list })), 50);
  assert.deepEqual(await pages.next(), []);
  assert.equal(pages.done, false);
  assert.equal(pages.asked, 20);
  assert.deepEqual(await pages.next(), ['found']);
  assert.equal(pages.done, true);
});

test('what came before an error is there when it is asked for again', async () => {
  let broken = true;
  const good = lists({ a: [1], b: [2] });
  const pages = new Pages((query) => (query.list === 'b' && broken ? Promise.reject(new Error('once')) : good(query)), [{ list: 'a' }, { list: 'b' }], 50);
  await assert.rejects(pages.next());
  broken = false;
  assert.deepEqual(await pages.next(), [1, 2]);
});
