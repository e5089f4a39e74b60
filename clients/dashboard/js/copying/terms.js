/** What a link can say: its modes and limits, how a form becomes a request, and which field a refusal speaks of. */

import { sentence } from '../errors.js';

/** `unit` stands beside the value's field. */
export const MODES = [
  { mode: 'percent', label: 'Percent of the leader’s quantity', value: 'Percent', unit: '%', shown: '%', fallback: '100', says: 'Of each quantity that the leader opens, so many percent.' },
  { mode: 'multiplier', label: 'Multiple of the leader’s quantity', value: 'Factor', unit: '× quantity', shown: '×', says: 'The leader’s quantity times this factor.' },
  { mode: 'equity_ratio', label: 'By equity', value: 'Factor', unit: '× equity ratio', shown: '× equity', says: 'The leader’s quantity, times your equity over his, times this factor.' },
  { mode: 'balance_ratio', label: 'By free cash', value: 'Factor', unit: '× cash ratio', shown: '× free cash', says: 'The leader’s quantity, times your free cash over his, times this factor.' },
  { mode: 'fixed', label: 'Fixed quantity', value: 'Quantity', unit: 'quantity', shown: 'quantity', says: 'This quantity for each opening fill, however large it is.' },
  { mode: 'fixed_amount', label: 'Fixed amount', value: 'Amount', unit: 'quote currency', shown: 'quote currency', says: 'This amount of the quote currency for each opening fill, however large it is.' },
  { mode: 'risk_percent', label: 'By risk until the leader’s stop', value: 'Percent of equity', unit: '%', shown: '% of equity at risk', says: 'So many percent of your equity may be lost until the stop of the leader’s signal. A fill without a stop is rejected.' },
];

export const LIMITS = [
  { field: 'max_quantity', label: 'Largest order', unit: 'quantity', short: 'order ≤' },
  { field: 'max_cost', label: 'Largest order, by value', unit: 'quote currency', short: 'cost ≤' },
  { field: 'max_position', label: 'Largest position', unit: 'quantity', short: 'position ≤' },
  { field: 'max_open_trades', label: 'Most open trades', unit: 'trades', short: 'open trades ≤', whole: true },
  { field: 'min_quantity', label: 'Smallest opening order', unit: 'quantity', short: 'order ≥' },
  { field: 'min_cost', label: 'Smallest, by value', unit: 'quote currency', short: 'cost ≥' },
  { field: 'max_slippage', label: 'Worst slippage', unit: '%', short: 'slippage ≤' },
];

export const LISTS = [
  { field: 'allowed_symbols', label: 'Only these instruments', unit: 'all if empty', short: 'only' },
  { field: 'blocked_symbols', label: 'Never these instruments', unit: 'none if empty', short: 'not' },
];

/** Names of fields that the api's words may speak of, in a link. */
export const LINK_FIELDS = ['leader_account_id', 'follower_account_id', 'mode', 'value', 'reverse', 'below_minimum', ...LIMITS.map(({ field }) => field), ...LISTS.map(({ field }) => field)];

export const modeOf = (mode) => MODES.find((each) => each.mode === mode) ?? { mode, label: mode, value: 'Value', unit: '', shown: mode, says: '' };

/** `25 %`, `1.5 ×`: value and mode as a list shows them; the value is the api's own text. */
export function sizing({ mode, value }) {
  return `${value} ${modeOf(mode).shown}`;
}

/** The limits that a link has, in few words each. */
export function limitWords(link) {
  const limits = LIMITS.filter(({ field }) => link[field] !== null && link[field] !== undefined).map(
    ({ field, short, unit }) => `${short} ${link[field]}${unit === '%' ? ' %' : ''}`,
  );
  const lists = LISTS.filter(({ field }) => link[field]?.length).map(({ field, short }) => `${short} ${link[field].join(', ')}`);
  return [...limits, ...(link.below_minimum === 'force' ? ['raised to the minimum'] : []), ...lists];
}

/** Text of a form without what surrounds it; empty is nothing. */
export const entered = (text) => {
  const trimmed = String(text ?? '').trim();
  return trimmed === '' ? undefined : trimmed;
};

/** Names between commas or blanks. */
export const names = (text) => String(text ?? '').split(/[\s,;]+/).filter(Boolean);

/**
 * A form's texts as the body of a request, and what is missing or no whole number, by field. Decimals stay the text that
 * was typed; whether it is a good one is for the api to say.
 */
export function linkRequest(values) {
  const errors = {};
  const body = {};
  for (const [field, who] of [['leader_account_id', 'the leader’s'], ['follower_account_id', 'the follower’s']]) {
    body[field] = entered(values[field]);
    if (!body[field]) errors[field] = `Say ${who} account.`;
  }
  return { body: { ...body, ...termsOf(values, errors) }, errors };
}

/** The terms of a link without who copies whom, as a dry run takes them too. */
export function termsOf(values, errors = {}) {
  const { mode, fallback } = modeOf(values.mode);
  const terms = { mode, value: entered(values.value) };
  if (!terms.value && !fallback) errors.value = `This mode needs a value.`;
  if (values.reverse && mode !== 'risk_percent') terms.reverse = true;
  if (values.below_minimum === 'force') terms.below_minimum = 'force';
  for (const { field, whole } of LIMITS) {
    const text = entered(values[field]);
    if (text === undefined) continue;
    if (!whole) terms[field] = text;
    else if (/^\d{1,9}$/.test(text)) terms[field] = Number(text);
    else errors[field] = 'Must be a whole number.';
  }
  for (const { field } of LISTS) {
    const list = names(values[field]);
    if (list.length > 0) terms[field] = list;
  }
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined));
}

/** A refusal as it stands at its field, whose name need not be said again. */
export function atField(words, field) {
  return sentence(words.replace(new RegExp(`^[\\w\\[\\].]*${field}(?=[ :]):? `), '').replace(/^[a-z]/, (letter) => letter.toUpperCase()));
}

/**
 * The field of a form that a problem's words speak of; null where they name none. Words begin with the field's name, or
 * have it somewhere; an account that does not exist is named by its id, an instrument by its code.
 */
export function fieldOf({ code, message }, fields, values = {}) {
  const text = String(message ?? '');
  const found = fields
    .map((field) => ({ field, at: text.search(new RegExp(`(?<![\\w])${field}(?![\\w])`)) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at);
  if (found.length > 0) return found[0].field;
  if (code === 'invalid_symbol') return fields.includes('symbol') ? 'symbol' : null;
  if (code === 'conflict') return null;
  const named = ['leader_account_id', 'follower_account_id', 'account', 'name'].filter((field) => fields.includes(field) && entered(values[field]));
  const quoted = /"([^"]*)"/.exec(text)?.[1] ?? (/an account cannot copy itself/.test(text) ? values.leader_account_id : undefined);
  return named.find((field) => quoted !== undefined && entered(values[field]) === quoted) ?? null;
}
