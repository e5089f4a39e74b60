/** Kill switches: a strip in the head while one is on, and the panel that lists them, sets them and lifts them. */

import { h, setText } from '../dom.js';
import { ask } from '../dialog.js';
import { field, select, showErrors, text, valuesOf } from '../forms.js';
import { fullTime } from '../format.js';
import { PagedTable } from '../pages.js';
import { entered } from './terms.js';

const SCOPES = [
  ['account', 'an account', 'every order of that account: by hand, of signals, and copied'],
  ['leader', 'a leader', 'every order that copies this leader; the leader’s own orders go on'],
  ['instrument', 'an instrument', 'every order of that instrument, of everybody'],
  ['all', 'everything', 'every order of everybody, on the whole platform'],
];
const SHOWN = 3;
const PAGE = 500;
const MOST_PAGES = 20;

/** How far a switch reaches, in words. */
export function scopeWords({ scope, name }) {
  if (scope === 'all') return 'everything';
  if (scope === 'leader') return `copying of ${name}`;
  return `${scope} ${name}`;
}

export const stops = (scope) => SCOPES.find(([each]) => each === scope)?.[2] ?? 'orders of its scope';

/** Who set it, as far as the caller may know. */
export function whoWords({ changed_by, by_operator }) {
  if (changed_by) return by_operator ? `${changed_by}, as operator` : changed_by;
  return by_operator ? 'an operator' : '—';
}

/** Those that are on, those that reach furthest first. */
export function thoseOn(switches) {
  const rank = ({ scope }) => ['all', 'instrument', 'leader', 'account'].indexOf(scope);
  return switches.filter(({ on }) => on).sort((a, b) => rank(a) - rank(b) || (b.changed_at_ms ?? 0) - (a.changed_at_ms ?? 0));
}

/** Whether the caller may set or lift it; the api has the last word. */
export function mayToggle({ scope, name, on, by_operator }, { writes, operator, owns }) {
  if (!writes) return false;
  if (operator) return true;
  return scope === 'account' && owns(name) && !(on && by_operator);
}

/** Where a switch is set. */
export function pathOf({ scope, name }) {
  return scope === 'all' ? '/risk/kill-switches/all' : `/risk/kill-switches/${scope}/${encodeURIComponent(scope === 'instrument' ? name.replaceAll('/', '-') : name)}`;
}

/** In the head of the page, on every view. It is asked for again and again: a switch is somebody's emergency. */
export class SwitchStrip {
  #forbidden = false;

  constructor({ api, root }) {
    Object.assign(this, { api, root });
  }

  async load() {
    if (this.#forbidden) return;
    try {
      const all = [];
      let cursor = null;
      let pages = 0;
      do {
        const answer = await this.api.get('/risk/kill-switches', { cursor, limit: PAGE });
        all.push(...answer.items);
        cursor = answer.next_cursor;
        pages += 1;
      } while (cursor && pages < MOST_PAGES);
      this.show(thoseOn(all), Boolean(cursor));
    } catch (error) {
      // What was on stays in sight: no answer does not mean that it was lifted.
      if (error.forbidden) this.#forbidden = true;
      else if (error.status === undefined) throw error;
    }
  }

  show(on, more = false) {
    const key = JSON.stringify([on, more]);
    if (key === this.key) return;
    this.key = key;
    this.root.hidden = on.length === 0;
    const rest = on.length - SHOWN;
    this.root.replaceChildren(
      ...on.slice(0, SHOWN).map((each) => h('p', { 'data-testid': 'switch-on', 'data-scope': each.scope },
        h('strong', {}, `Trading is stopped for ${scopeWords(each)}`),
        h('span', {}, ` since ${fullTime(each.changed_at_ms)}, by ${whoWords(each)}: ${each.reason ?? 'no reason is known'}`))),
      rest > 0 ? h('p', {}, h('a', { href: '#copying' }, `and ${rest} more${more ? ' at least' : ''}`)) : '',
    );
  }
}

export class SwitchesPanel {
  /** `may` answers `{ writes, operator, owns }`; `onChanged()` after a change. */
  constructor({ api, elements, form, lists, may, onChanged, tell }) {
    Object.assign(this, { api, form, may, onChanged, tell, lists });
    this.list = new PagedTable({
      ...elements,
      key: ({ scope, name }) => `${scope} ${name ?? ''}`,
      row: (each) => this.#row(each),
      ask: (query) => api.get('/risk/kill-switches', query),
      what: 'the kill switches',
      empty: 'No switch was ever set.',
      user: () => api.user,
    });
  }

  /** The form holds what the role may set. */
  start() {
    const { writes, operator } = this.may();
    this.form.hidden = !writes;
    if (!writes) return;
    const scope = select(SCOPES.filter(([each]) => operator || each === 'account').map(([value, label]) => [value, label]), { 'data-testid': 'switch-scope' });
    const name = text({ 'data-testid': 'switch-name' });
    const named = field('name', 'Name', name);
    const says = h('p', { class: 'field-hint' });
    const show = () => {
      named.hidden = scope.value === 'all';
      name.setAttribute('list', { instrument: this.lists.symbols, leader: this.lists.leaders }[scope.value] ?? this.lists.accounts);
      setText(says, `Stops ${stops(scope.value)}.`);
    };
    scope.addEventListener('change', show);
    show();
    this.form.append(h('div', { class: 'fields' }, field('scope', 'Stop trading for', scope), named), says, h('div', { class: 'form-buttons' }, h('button', { type: 'submit', class: 'button-danger', 'data-testid': 'switch-set' }, 'Stop …')));
    this.form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const values = valuesOf(this.form);
      const wanted = { scope: values.scope, name: values.scope === 'all' ? null : (entered(values.name) ?? null) };
      if (showErrors(this.form, wanted.scope !== 'all' && !wanted.name ? { name: 'Say which.' } : {})) return;
      if (await this.#toggle(wanted, true)) name.value = '';
    });
  }

  #row(each) {
    const cells = Object.fromEntries(['what', 'state', 'since', 'who', 'reason', 'actions'].map((name) => [name, h('td', { class: name })]));
    const element = h('tr', { 'data-testid': 'switch-row', 'data-scope': each.scope, 'data-name': each.name }, ...Object.values(cells));
    const show = (now) => {
      element.dataset.on = String(now.on);
      setText(cells.what, scopeWords(now));
      cells.state.replaceChildren(h('i', { class: now.on ? 'dot bad' : 'dot', 'aria-hidden': 'true' }), now.on ? 'on' : 'off');
      setText(cells.since, fullTime(now.changed_at_ms));
      setText(cells.who, whoWords(now));
      setText(cells.reason, now.reason ?? '—');
      const may = mayToggle(now, this.may());
      const label = may ? (now.on ? 'Lift …' : 'Stop …') : now.on && now.by_operator ? 'only operators lift it' : '';
      if (cells.actions.textContent === label) return;
      const hadFocus = cells.actions.contains(document.activeElement);
      if (!may) {
        cells.actions.replaceChildren(h('span', { class: 'sub' }, label));
        return;
      }
      const button = h('button', { type: 'button', class: 'button-quiet', 'aria-label': `${now.on ? 'Lift the switch of' : 'Stop trading for'} ${scopeWords(now)}` }, label);
      button.addEventListener('click', () => this.#toggle(now, !now.on));
      cells.actions.replaceChildren(button);
      if (hadFocus) button.focus();
    };
    return { element, show };
  }

  async #toggle(each, on) {
    const name = scopeWords(each);
    const done = await ask({
      title: on ? `Stop trading for ${name}?` : `Let ${name} trade again?`,
      says: on
        ? [`This stops ${stops(each.scope)}, also what would reduce a position, from this moment on.`, 'Market orders that are stored already may still fill; orders that wait for a price and would open a position are cancelled.']
        : ['The next trades pass again. What a leader opened meanwhile is not bought later; what he closed is sold with his next trade of that instrument.'],
      confirm: on ? 'Stop trading' : 'Lift the switch',
      leave: on ? 'Leave it' : 'Keep it on',
      reason: true,
      act: async (reason) => {
        this.list.put(await this.api.put(pathOf(each), { on, reason }), true);
        this.onChanged();
      },
    });
    if (done) this.tell(on ? `Trading is stopped for ${name}.` : `The switch of ${name} is lifted.`);
    return done;
  }
}
