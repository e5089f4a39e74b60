import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathSymbol } from '../js/api.js';
import { change, decimal, fullTime, scaleOf, signed, signedDecimal, symbolOf, words } from '../js/format.js';
import { feedPlace, feedWords } from '../js/panels/feed.js';
import { sortOutcomes } from '../js/panels/followers.js';
import { shareAxis } from '../js/panels/fusion.js';
import { balance } from '../js/panels/health.js';

test('a decimal keeps every digit that a double would lose', () => {
  assert.equal(decimal('9007199254740993.10', 2), '9,007,199,254,740,993.10');
  assert.equal(decimal('0.1', 8), '0.10000000');
});

test('a decimal is rounded half up and never shows a negative zero', () => {
  assert.equal(decimal('800.005', 2), '800.01');
  assert.equal(decimal('999.995', 2), '1,000.00');
  assert.equal(decimal('-0.004', 2), '0.00');
  assert.equal(decimal('-1234.5', 0), '\u22121,235');
});

test('a quantity drops trailing zeros only behind the point', () => {
  assert.equal(decimal('12.50000000', 8, true), '12.5');
  assert.equal(decimal('1200', 8, true), '1,200');
});

test('an exponent is written out', () => {
  assert.equal(decimal('1E-8', 8), '0.00000001');
  assert.equal(decimal(1e-7, 8), '0.00000010');
  assert.equal(decimal('1.5e3', 0), '1,500');
});

test('what is missing is a dash and what is no decimal is shown as it came', () => {
  assert.equal(decimal(null, 2), '\u2014');
  assert.equal(decimal('n/a', 2), 'n/a');
  assert.equal(signed(null), '\u2014');
});

test('the scale follows the tick size', () => {
  assert.deepEqual(['0.01', '0.0100', '1', '1E-8', '0.5', undefined].map(scaleOf), [2, 2, 0, 8, 1, 0]);
});

test('signs stand in front, except of zero', () => {
  assert.deepEqual([signed(0.424), signed(-0.07), signed(-0.001)], ['+0.42', '\u22120.07', '0.00']);
  assert.deepEqual([signedDecimal('1.5', 2), signedDecimal('-1.5', 2), signedDecimal('0.00', 2)], ['+1.50', '\u22121.50', '0.00']);
});

test('a change is told by an arrow and not by colour alone', () => {
  assert.deepEqual(change(1.2), { text: '\u25b2 1.20 %', tone: 'up' });
  assert.deepEqual(change(-0.5), { text: '\u25bc 0.50 %', tone: 'down' });
  assert.deepEqual(change(0.001), { text: '0.00 %', tone: '' });
});

test('times are UTC and say so', () => {
  assert.equal(fullTime(1385337600000), 'Mon 25 Nov 2013 00:00:00 UTC');
  assert.equal(fullTime(null), '\u2014');
});

test('a slash in a path is a dash and the venue stays', () => {
  assert.equal(pathSymbol('BITSTAMP:BTC/USD'), 'BITSTAMP:BTC-USD');
  assert.equal(symbolOf('BITSTAMP:BTC/USD'), 'BTC/USD');
  assert.equal(words('MEAN_REVERSION'), 'Mean reversion');
});

test('a later pass names no year, because its event time is shifted', () => {
  const feed = { label: 'recorded', speed: 300, loops: 0, event_time_ms: 1385337600000, position: 5, total: 100000 };
  assert.equal(feedWords(feed), 'recorded 2013 trades, replayed at 300×');
  assert.equal(feedWords({ ...feed, loops: 9, event_time_ms: 1392337600000 }), 'recorded trades, replayed at 300×');
  assert.equal(feedPlace({ ...feed, loops: 1 }), 'trade 5 of 100,000, pass 2 (event time shifted by whole days)');
});

test('outcomes stand in the order filled, pending, rejected, skipped and the larger count first', () => {
  const rows = [['skipped', 'A', 9], ['rejected', 'B', 1], ['rejected', 'C', 5], ['filled', null, 2], ['other', 'D', 50]];
  const sorted = sortOutcomes(rows.map(([outcome, code, count]) => ({ outcome, code, count })));
  assert.deepEqual(sorted.map(({ outcome, code }) => `${outcome} ${code}`), ['filled null', 'rejected C', 'rejected B', 'skipped A', 'other D']);
});

test('the ledger tells what is missing between its two sides', () => {
  assert.equal(balance({ in: 10, used: 7, late: 1, duplicate: 1, dead: 1, restated: 5 }).missing, 0);
  assert.equal(balance({ in: 11, used: 7, late: 1, duplicate: 1, dead: 1 }).missing, 1);
});

test('the axis of the shares holds the largest share', () => {
  assert.deepEqual([[0.1], [0.3, -0.1], [-0.9], []].map(shareAxis), [0.25, 0.5, 1, 0.25]);
});
