/** The followers' outcomes counted by code: one bar of the whole, and a row for each outcome and code. */

import { h } from '../dom.js';
import { meaning } from '../copying/codes.js';
import { count } from '../format.js';

const ORDER = ['filled', 'pending', 'rejected', 'skipped'];

export function sortOutcomes(rows) {
  const rank = (outcome) => (ORDER.indexOf(outcome) + ORDER.length + 1) % (ORDER.length + 1);
  return [...rows].sort((a, b) => rank(a.outcome) - rank(b.outcome) || b.count - a.count || String(a.code).localeCompare(String(b.code)));
}

export class FollowersPanel {
  constructor(root, context) {
    this.root = root;
    this.context = context;
  }

  message(text, bad = false) {
    this.context.textContent = '';
    this.root.replaceChildren(h('p', { class: bad ? 'note bad' : 'note' }, text));
  }

  show(summary) {
    const rows = sortOutcomes((summary.by_outcome ?? []).map((row) => ({ ...row, outcome: String(row.outcome).toLowerCase() })));
    const total = rows.reduce((sum, row) => sum + row.count, 0);
    if (total === 0) {
      this.message('No outcome yet: each fill of the leader ends, for every follower, in filled, rejected or skipped.');
      return;
    }
    this.context.textContent = `${count(total)} from ${count(summary.events)} ${Number(summary.events) === 1 ? 'event' : 'events'} of ${summary.leader_account_id}`;
    const stack = h('div', { class: 'stack', 'aria-hidden': 'true' });
    for (const outcome of new Set(rows.map((row) => row.outcome))) {
      const part = h('span', { class: `o-${outcome}` });
      const sum = rows.filter((row) => row.outcome === outcome).reduce((all, row) => all + row.count, 0);
      part.style.flexGrow = String(sum);
      stack.append(part);
    }
    const most = Math.max(...rows.map((row) => row.count));
    this.root.replaceChildren(
      stack,
      h(
        'table',
        { class: 'outcomes' },
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Outcome'), h('th', { scope: 'col' }, 'Why'), h('th', { scope: 'col', class: 'num' }, 'Count'), h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, 'Share')))),
        h('tbody', {}, ...rows.map((row) => outcomeRow(row, most))),
      ),
    );
  }
}

function outcomeRow({ outcome, code, count: number }, most) {
  const bar = h('span', { class: `o-${outcome}`, 'aria-hidden': 'true' });
  bar.style.inlineSize = `${((number / most) * 100).toFixed(2)}%`;
  const key = String(code ?? '').toLowerCase();
  const why = outcome === 'filled' && !key ? 'order filled' : outcome === 'pending' && !key ? 'order on its way' : meaning(key);
  return h(
    'tr',
    { 'data-outcome': outcome, 'data-code': key, 'data-count': number },
    h('td', { class: 'outcome' }, h('i', { class: `o-${outcome}`, 'aria-hidden': 'true' }), outcome),
    h('td', { class: 'why', title: key || null }, why),
    h('td', { class: 'num' }, count(number)),
    h('td', { class: 'share' }, bar),
  );
}
