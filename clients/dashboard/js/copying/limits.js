/** The limits of an account: what is in force, by which preset, and for owners and operators a form that sets them all. */

import { h, setNote, setText } from '../dom.js';
import { changeWords, isPassing, problemWords } from '../errors.js';
import { fullTime, words } from '../format.js';
import { busy, field, number, select, showErrors, text, valuesOf } from '../forms.js';
import { atField, entered, fieldOf } from './terms.js';

export const LIMITS = [
  { field: 'max_position_percent', label: 'Largest position', unit: '% of equity' },
  { field: 'max_exposure', label: 'Largest exposure', unit: 'money' },
  { field: 'max_daily_loss_percent', label: 'Loss of a day', unit: '%' },
  { field: 'max_drawdown_percent', label: 'Drawdown', unit: '%' },
  { field: 'max_leverage', label: 'Leverage', unit: '× equity' },
  { field: 'price_band_percent', label: 'Price band', unit: '%' },
  { field: 'max_orders_per_minute', label: 'Orders a minute', unit: 'orders', whole: true },
];
const PRESETS = ['conservative', 'balanced', 'aggressive'];

/** All limits at once, as the api takes them: a preset, and what is typed in place of its limits. */
export function limitsRequest(values) {
  const body = {};
  const errors = {};
  if (entered(values.preset)) body.preset = values.preset;
  for (const { field: name, whole } of LIMITS) {
    const typed = entered(values[name]);
    if (typed === undefined) continue;
    if (!whole) body[name] = typed;
    else if (/^\d{1,9}$/.test(typed)) body[name] = Number(typed);
    else errors[name] = 'Must be a whole number.';
  }
  return { body, errors };
}

/** Who set the limits, and which preset they are. */
export function limitsWords({ preset, by_operator, changed_by, changed_at_ms }) {
  if (changed_at_ms === null || changed_at_ms === undefined) return 'Nobody has set limits of this account.';
  const who = `set by ${changed_by}${by_operator ? ', as operator' : ''}, ${fullTime(changed_at_ms)}`;
  return preset ? `Preset ${preset}, ${who}.` : `No preset, ${who}.`;
}

export class LimitsPanel {
  #turn = 0;
  #shown = '';

  constructor({ api, elements, lists, mayWrite, operator, tell }) {
    Object.assign(this, { api, ...elements, mayWrite, operator, tell });
    this.account = text({ list: lists.accounts, 'data-testid': 'limits-account' });
    this.picker.append(field('account', 'Account', this.account), h('button', { type: 'submit', class: 'button-quiet' }, 'Show'));
    this.picker.addEventListener('submit', (event) => {
      event.preventDefault();
      this.load(this.account.value.trim());
    });
    this.preset = select([['', 'none'], ...PRESETS.map((name) => [name, name])]);
    this.inputs = LIMITS.map(({ field: name, label, unit, whole }) => field(name, label, whole ? text({ inputmode: 'numeric', class: 'num' }) : number(), { unit }));
    this.error = h('p', { class: 'form-error', role: 'alert' });
    this.button = h('button', { type: 'submit', class: 'button-primary', 'data-testid': 'limits-set' }, 'Set all limits');
    this.rule = h('p', { class: 'field-hint' });
    this.form.append(
      h('div', { class: 'fields' }, field('preset', 'Preset', this.preset), ...this.inputs),
      this.rule, this.error, h('div', { class: 'form-buttons' }, this.button),
    );
    this.preset.addEventListener('change', () => this.#showPreset());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      busy(this.button, () => this.#set());
    });
    this.#clear('Say an account to see its limits.');
  }

  /** Shows an account where none is shown yet. */
  suggest(account) {
    if (this.#shown || this.account.value || !account) return;
    this.account.value = account;
    this.load(account);
  }

  async load(account) {
    this.#turn += 1;
    const turn = this.#turn;
    this.#shown = account;
    if (!account) {
      this.#clear('Say an account to see its limits.');
      return;
    }
    this.#clear(`Asking for the limits of ${account} …`);
    try {
      const limits = await this.api.get(`/risk/limits/${encodeURIComponent(account)}`);
      if (turn === this.#turn) this.#show(limits);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#clear(isPassing(error) ? 'The platform does not answer.' : problemWords(error, `the limits of ${account}`, this.api.user), !error.forbidden);
    }
  }

  #clear(note, bad = false) {
    setNote(this.note, note, bad);
    this.facts.replaceChildren();
    this.table.hidden = true;
    this.form.hidden = true;
  }

  #show(limits) {
    setNote(this.note, limitsWords(limits));
    this.table.hidden = false;
    this.body.replaceChildren(
      ...LIMITS.map(({ field: name, label, unit }) => h('tr', { 'data-limit': name }, h('th', { scope: 'row' }, label), h('td', { class: 'num' }, limits[name] === null || limits[name] === undefined ? 'none' : String(limits[name])), h('td', { class: 'sub' }, unit))),
    );
    const marks = [['Equity as the day began', limits.day_equity], ['Greatest equity seen', limits.peak_equity]];
    this.facts.replaceChildren(...marks.map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, value ?? '—'))));
    this.form.hidden = !this.mayWrite();
    this.preset.value = '';
    for (const { field: name } of LIMITS) this.form.elements[name].value = limits[name] ?? '';
    setText(this.error, '');
    showErrors(this.form, {});
    setText(this.rule, this.operator() ? 'All are set at once. 0 is no limit; the owner may only be stricter than what you set.' : 'All are set at once. 0 is no limit. You may be stricter than an operator was, not looser.');
    this.#placeholders();
  }

  /** With a preset, what is left empty is the preset's. */
  #showPreset() {
    if (this.preset.value) for (const { field: name } of LIMITS) this.form.elements[name].value = '';
    this.#placeholders();
  }

  #placeholders() {
    for (const { field: name } of LIMITS) this.form.elements[name].placeholder = this.preset.value ? 'as preset' : 'no limit';
  }

  async #set() {
    setText(this.error, '');
    const account = this.#shown;
    const { body, errors } = limitsRequest(valuesOf(this.form));
    if (showErrors(this.form, errors)) return;
    try {
      const limits = await this.api.put(`/risk/limits/${encodeURIComponent(account)}`, body);
      if (account !== this.#shown) return;
      this.#show(limits);
      this.tell(`The limits of ${account} are in force${limits.preset ? `: ${words(limits.preset).toLowerCase()}` : ''}.`);
    } catch (error) {
      if (error.status === undefined) throw error;
      const name = fieldOf(error, ['preset', ...LIMITS.map(({ field: each }) => each)]);
      if (!name || !showErrors(this.form, { [name]: atField(changeWords(error), name) })) setText(this.error, changeWords(error));
    }
  }
}
