import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meaning } from '../js/copying/codes.js';
import { outcomeWords } from '../js/copying/dry-run.js';
import { limitsRequest, limitsWords } from '../js/copying/limits.js';
import { actionsOf, closing, linkQueries } from '../js/copying/links.js';
import { COLUMNS, measure } from '../js/copying/quality.js';
import { mayToggle, pathOf, scopeWords, thoseOn, whoWords } from '../js/copying/switches.js';
import { LINK_FIELDS, MODES, atField, fieldOf, limitWords, linkRequest, sizing } from '../js/copying/terms.js';
import { caseOf, instrumentOf } from '../js/copying/trial.js';
import { changeWords, isOperator, mayTrade, sentence } from '../js/errors.js';
import { viewOf } from '../js/views.js';

const FILLED = { leader_account_id: ' leader-1 ', follower_account_id: 'own-1', mode: 'percent', value: '', reverse: false, below_minimum: 'skip' };

test('the address names the view, and anything else is the market', () => {
  assert.equal(viewOf('#copying'), 'copying');
  assert.equal(viewOf('#market'), 'market');
  assert.equal(viewOf(''), 'market');
  assert.equal(viewOf('#constructor'), 'market');
});

test('a form sends what was typed, as it was typed, and nothing that is empty', () => {
  const { body, errors } = linkRequest({ ...FILLED, mode: 'fixed', value: '0.10000000000000000001', max_cost: ' 9007199254740993.10 ', max_quantity: ' ', max_open_trades: '3', allowed_symbols: 'BTC/USD, SIM:ALPHA-USD', blocked_symbols: ' , ' });
  assert.deepEqual(errors, {});
  assert.deepEqual(body, {
    leader_account_id: 'leader-1', follower_account_id: 'own-1', mode: 'fixed', value: '0.10000000000000000001', max_cost: '9007199254740993.10', max_open_trades: 3, allowed_symbols: ['BTC/USD', 'SIM:ALPHA-USD'],
  });
});

test('percent has a value of its own where none is typed, the other modes need one', () => {
  assert.deepEqual(linkRequest(FILLED), { body: { leader_account_id: 'leader-1', follower_account_id: 'own-1', mode: 'percent' }, errors: {} });
  for (const { mode } of MODES.filter((each) => each.mode !== 'percent')) assert.deepEqual(Object.keys(linkRequest({ ...FILLED, mode }).errors), ['value'], mode);
});

test('the other side is not asked for where the mode does not know it', () => {
  assert.equal(linkRequest({ ...FILLED, reverse: true }).body.reverse, true);
  assert.equal(linkRequest({ ...FILLED, mode: 'risk_percent', value: '1', reverse: true }).body.reverse, undefined);
});

test('what is missing or no whole number is said at its field', () => {
  assert.deepEqual(Object.keys(linkRequest({ ...FILLED, leader_account_id: ' ', follower_account_id: '' }).errors), ['leader_account_id', 'follower_account_id']);
  for (const wrong of ['1.5', 'x', '-1', '1e3']) assert.deepEqual(Object.keys(linkRequest({ ...FILLED, max_open_trades: wrong }).errors), ['max_open_trades'], wrong);
});

test('a refusal is said at the field that it names', () => {
  const at = (code, message, values = {}) => fieldOf({ code, message }, LINK_FIELDS, values);
  assert.equal(at('invalid_request', 'max_quantity must be a positive decimal as text, such as "0.5", was "x"'), 'max_quantity');
  assert.equal(at('invalid_request', 'min_quantity must be at most max_quantity, were 2 and 1'), 'min_quantity');
  assert.equal(at('invalid_symbol', 'blocked_symbols: expected an instrument such as BTC-USD, got "NOPE"'), 'blocked_symbols');
  assert.equal(at('invalid_request', 'followers[0].link.value must be a positive decimal'), 'value');
  assert.equal(at('invalid_request', 'reverse must be false with risk_percent, the stop is where the other side gains, was true'), 'reverse');
  assert.equal(at('not_found', 'no account "x-1"', { leader_account_id: 'x-1', follower_account_id: 'own-1' }), 'leader_account_id');
  assert.equal(at('not_found', 'no account "own-1"', { leader_account_id: 'x-1', follower_account_id: 'own-1 ' }), 'follower_account_id');
  assert.equal(at('invalid_request', 'an account cannot copy itself: a', { leader_account_id: 'a', follower_account_id: 'a' }), 'leader_account_id');
  assert.equal(fieldOf({ code: 'invalid_symbol', message: 'expected an instrument, got "x"' }, ['symbol', 'side']), 'symbol');
});

test('at its field a refusal does not say the field’s name again', () => {
  assert.equal(atField('max_cost must be positive, was 0.', 'max_cost'), 'Must be positive, was 0.');
  assert.equal(atField('followers[0].link.value must be positive', 'value'), 'Must be positive.');
  assert.equal(atField('allowed_symbols: expected an instrument, got "x"', 'allowed_symbols'), 'Expected an instrument, got "x".');
  assert.equal(atField('No account "own-1".', 'follower_account_id'), 'No account "own-1".');
});

test('a refusal that names no field is none of a field', () => {
  assert.equal(fieldOf({ code: 'conflict', message: '"own-2" copies "leader-1" already' }, LINK_FIELDS, { follower_account_id: 'own-2' }), null);
  assert.equal(fieldOf({ code: 'internal', message: 'something valued went wrong' }, LINK_FIELDS), null);
  assert.equal(fieldOf({ code: '', message: undefined }, LINK_FIELDS), null);
});

test('a link is told in the api’s own numbers', () => {
  assert.equal(sizing({ mode: 'percent', value: '92233720368.54775807' }), '92233720368.54775807 %');
  assert.equal(sizing({ mode: 'of_tomorrow', value: '1' }), '1 of_tomorrow');
  assert.deepEqual(limitWords({ max_cost: '2000', max_slippage: '0.5', max_quantity: null, max_open_trades: 2, below_minimum: 'force', allowed_symbols: ['A', 'B'], blocked_symbols: [] }), ['cost ≤ 2000', 'open trades ≤ 2', 'slippage ≤ 0.5 %', 'raised to the minimum', 'only A, B']);
});

test('a link that is closed, or another’s, has no buttons', () => {
  assert.deepEqual(actionsOf({ status: 'ACTIVE' }, true), ['pause', 'close']);
  assert.deepEqual(actionsOf({ status: 'PAUSED' }, true), ['resume', 'close']);
  assert.deepEqual(actionsOf({ status: 'CLOSED' }, true), []);
  assert.deepEqual(actionsOf({ status: 'ACTIVE' }, false), []);
});

test('closing says what stays in the account', () => {
  assert.match(closing({ intended: { BTC: '0.5', ETH: '0', XRP: '-2' } }), /0\.5 BTC, -2 XRP now/);
  assert.match(closing({ intended: {} }), /should hold nothing/);
});

test('links are asked for by account, for an operator all at once', () => {
  const accounts = [{ account_id: 'l', kind: 'leader' }, { account_id: 'o', kind: 'own' }];
  assert.deepEqual(linkQueries({ account: '', side: 'follower', accounts, operator: false }), [{ follower_account_id: 'l' }, { follower_account_id: 'o' }]);
  assert.deepEqual(linkQueries({ account: '', side: 'leader', accounts, operator: false }), [{ leader_account_id: 'l' }]);
  assert.deepEqual(linkQueries({ account: 'o', side: 'leader', accounts, operator: true }), [{ leader_account_id: 'o' }]);
  assert.deepEqual(linkQueries({ account: '', side: 'leader', accounts, operator: true }), [{}]);
});

test('a dry run is told in words', () => {
  assert.equal(outcomeWords({ outcome: 'order', side: 'SELL', quantity: '0.50', code: null }, 'BTC'), 'Would sell 0.50 BTC.');
  assert.equal(outcomeWords({ outcome: 'order', side: 'buy', quantity: '1', code: 'max_cost' }, 'BTC'), 'Would buy 1 BTC, made smaller: above the link’s largest cost.');
  assert.equal(outcomeWords({ outcome: 'skipped', side: 'BUY', quantity: '0', code: 'slippage' }, 'BTC'), 'Nothing would be ordered (skipped): the market is worse than the leader’s price by more than the link allows.');
  assert.equal(meaning('OF_TOMORROW'), 'Of tomorrow');
});

test('a link that is not made yet becomes a case with what can be read', () => {
  const instruments = [{ id: 'BITSTAMP:BTC/USD', tick_size: '0.01', lot_size: '0.001', min_quantity: null, min_notional: '5' }];
  assert.equal(instrumentOf('btc-usd', instruments), instruments[0]);
  assert.equal(instrumentOf('BITSTAMP:BTC-USD', instruments), instruments[0]);
  assert.equal(instrumentOf('USD', instruments), null);
  const made = caseOf({
    terms: { mode: 'percent', allowed_symbols: ['BTC-USD', 'other'] }, trade: { side: 'BUY', quantity: '1', price: '800.10', stop_price: '' }, instrument: instruments[0], instruments,
    follower: { cash: '9007199254740993.1', equity: null }, leader: null,
  });
  assert.deepEqual(made, {
    leader_event: { symbol: 'BITSTAMP:BTC/USD', side: 'buy', quantity: '1', price: '800.10', position_before: '0' },
    instrument: { tick_size: '0.01', lot_size: '0.001', min_notional: '5' },
    followers: [{ id: 'follower', balance: '9007199254740993.1', link: { mode: 'percent', value: '100', allowed_symbols: ['BITSTAMP:BTC/USD', 'other'] } }],
  });
  const known = caseOf({ terms: { mode: 'equity_ratio', value: '1' }, trade: { side: 'SELL', quantity: '1', price: '8', leader_equity: '7' }, instrument: instruments[0], instruments, follower: { cash: '1', equity: '2' }, leader: { cash: '3', equity: '4', positions: [{ instrument: 'BITSTAMP:BTC/USD', quantity: '5' }] } });
  assert.deepEqual([known.leader_event.position_before, known.leader_event.leader_equity, known.leader_event.leader_balance, known.followers[0].equity], ['5', '7', '3', '2']);
});

test('quality shows a dash where nothing is known, and never nothing for a little', () => {
  const shown = (row) => COLUMNS.map(({ key, show }) => show(row[key]));
  assert.deepEqual(shown({ fills: 12000, delay_ms_median: null, delay_ms_p95: 412.5, delay_ms_max: undefined, slippage_bps: -3.4285714, intended_quantity: '0.100000000000000000001', held_quantity: '0', size_error_percent: 0.0041 }), ['12,000', '—', '412.5', '—', '\u22123.43', '0.100000000000000000001', '0', '<0.01']);
  assert.equal(measure(0, 2), '0.00');
  assert.equal(measure(-0.001, 2), '>\u22120.01');
  assert.equal(measure(1e-10, 1), '<0.1');
});

test('the switches that are on come with those first that reach furthest', () => {
  const all = [{ scope: 'account', name: 'a', on: true, changed_at_ms: 2 }, { scope: 'all', name: null, on: true }, { scope: 'leader', name: 'l', on: false }, { scope: 'account', name: 'b', on: true, changed_at_ms: 3 }, { scope: 'instrument', name: 'X:A/B', on: true }];
  assert.deepEqual(thoseOn(all).map(scopeWords), ['everything', 'instrument X:A/B', 'account b', 'account a']);
  assert.equal(scopeWords({ scope: 'leader', name: 'l' }), 'copying of l');
  assert.equal(whoWords({ changed_by: null, by_operator: true }), 'an operator');
  assert.equal(whoWords({ changed_by: 'trader', by_operator: false }), 'trader');
});

test('an owner lifts what an owner set, an operator everything', () => {
  const owner = { writes: true, operator: false, owns: (name) => name === 'mine' };
  const mine = { scope: 'account', name: 'mine', on: true, by_operator: false };
  assert.equal(mayToggle(mine, owner), true);
  assert.equal(mayToggle({ ...mine, by_operator: true }, owner), false);
  assert.equal(mayToggle({ ...mine, by_operator: true, on: false }, owner), true);
  assert.equal(mayToggle({ ...mine, name: 'other' }, owner), false);
  assert.equal(mayToggle({ ...mine, scope: 'all', name: null }, owner), false);
  assert.equal(mayToggle({ ...mine, by_operator: true }, { ...owner, operator: true }), true);
  assert.equal(mayToggle(mine, { ...owner, writes: false }), false);
});

test('a switch is set where its scope and name say', () => {
  assert.equal(pathOf({ scope: 'all', name: null }), '/risk/kill-switches/all');
  assert.equal(pathOf({ scope: 'instrument', name: 'SIM:A/USD' }), '/risk/kill-switches/instrument/SIM%3AA-USD');
  assert.equal(pathOf({ scope: 'account', name: '../limits' }), '/risk/kill-switches/account/..%2Flimits');
});

test('limits are set all at once, over a preset where one is chosen', () => {
  assert.deepEqual(limitsRequest({ preset: 'balanced', max_exposure: '20000.10', max_leverage: '0', max_orders_per_minute: '7' }), { body: { preset: 'balanced', max_exposure: '20000.10', max_leverage: '0', max_orders_per_minute: 7 }, errors: {} });
  assert.deepEqual(limitsRequest({ preset: '', max_leverage: ' ' }), { body: {}, errors: {} });
  assert.deepEqual(Object.keys(limitsRequest({ max_orders_per_minute: '1.5' }).errors), ['max_orders_per_minute']);
  assert.match(limitsWords({ preset: 'balanced', by_operator: true, changed_by: 'ada', changed_at_ms: 0 }), /^Preset balanced, set by ada, as operator, Thu 01 Jan 1970/);
  assert.match(limitsWords({ changed_at_ms: null }), /^Nobody/);
});

test('a role is known in any case, and a change without an answer is not called failed', () => {
  assert.equal(isOperator({ roles: ['OPERATOR'] }), true);
  assert.equal(mayTrade({ roles: ['TRADER'] }), true);
  assert.equal(mayTrade({ roles: ['ANALYST', 'PARTNER'] }), false);
  assert.equal(mayTrade(null), false);
  assert.match(changeWords({ status: 0 }), /is not known/);
  assert.equal(changeWords({ status: 409, message: 'max_cost must be positive' }), 'max_cost must be positive.');
  assert.equal(sentence('an operator set it, only operators lift it'), 'An operator set it, only operators lift it.');
});
