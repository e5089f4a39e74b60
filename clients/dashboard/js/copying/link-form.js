/** The form that sets up a link: who copies whom, the mode with the fields that belong to it, and the limits. */

import { h, setText } from '../dom.js';
import { changeWords } from '../errors.js';
import { busy, field, number, select, showErrors, text, valuesOf } from '../forms.js';
import { LIMITS, LINK_FIELDS, LISTS, MODES, atField, fieldOf, linkRequest, modeOf } from './terms.js';

export class LinkForm {
  /** `accountsList`, `leadersList`, `symbolsList`: ids of datalists; `onMade(link)`; `onInput()` after each change. */
  constructor({ api, form, lists, onMade, onInput }) {
    Object.assign(this, { api, form, onMade });
    this.value = number();
    this.valueField = field('value', 'Value', this.value, { unit: ' ' });
    this.mode = select(MODES.map(({ mode, label }) => [mode, label]));
    this.says = h('p', { class: 'field-hint' });
    this.reverse = h('label', { class: 'check' }, h('input', { type: 'checkbox', name: 'reverse' }), ' Take the other side: sell what the leader buys');
    this.error = h('p', { class: 'form-error', role: 'alert' });
    this.button = h('button', { type: 'submit', class: 'button-primary', 'data-testid': 'link-create' }, 'Begin to copy');
    const limits = LIMITS.map(({ field: name, label, unit, whole }) => field(name, label, whole ? text({ inputmode: 'numeric', class: 'num' }) : number(), { unit }));
    const listed = LISTS.map(({ field: name, label, unit }) => field(name, label, text({ list: lists.symbols }), { hint: `Separated by commas; ${unit}.` }));
    form.append(
      h('div', { class: 'fields' },
        field('follower_account_id', 'Follower', text({ list: lists.accounts, 'data-testid': 'link-follower' }), { hint: 'The account that copies.' }),
        field('leader_account_id', 'Leader', text({ list: lists.leaders, 'data-testid': 'link-leader' }), { hint: 'The account that is copied.' }),
        field('mode', 'Mode', this.mode),
        this.valueField,
      ),
      this.says,
      h('div', { class: 'field reverse', 'data-field': 'reverse' }, this.reverse, h('p', { class: 'field-error' })),
      h('fieldset', { class: 'limits' }, h('legend', {}, 'Limits'), h('p', { class: 'field-hint' }, 'Empty is none. A limit never holds back a close.'),
        h('div', { class: 'fields' }, ...limits.slice(0, 6),
          field('below_minimum', 'What is too small is', select([['skip', 'skipped'], ['force', 'raised to the minimum']])),
          ...limits.slice(6), ...listed)),
      this.error,
      h('div', { class: 'form-buttons' }, this.button),
    );
    this.mode.addEventListener('change', () => this.#showMode());
    form.addEventListener('input', onInput);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      busy(this.button, () => this.#create());
    });
    this.#showMode();
  }

  get values() {
    return valuesOf(this.form);
  }

  /** Fills in an account where nobody has typed one yet. */
  suggest(name, account) {
    const input = this.form.elements[name];
    if (!input.value && account) input.value = account;
  }

  /** What a dry run found wrong in the link's own fields. */
  showErrors(errors) {
    return showErrors(this.form, errors);
  }

  #showMode() {
    const { value, unit, fallback, says, mode } = modeOf(this.mode.value);
    setText(this.valueField.querySelector('label'), value);
    setText(this.valueField.querySelector('.unit'), unit);
    this.value.placeholder = fallback ?? '';
    setText(this.says, says);
    // The stop is where the other side gains.
    this.reverse.parentElement.hidden = mode === 'risk_percent';
  }

  async #create() {
    setText(this.error, '');
    const values = this.values;
    const { body, errors } = linkRequest(values);
    if (this.showErrors(errors)) return;
    try {
      const link = await this.api.post('/copy/links', body);
      this.form.reset();
      this.#showMode();
      this.onMade(link);
    } catch (error) {
      if (error.status === undefined) throw error;
      const name = fieldOf(error, LINK_FIELDS, values);
      if (!name || !this.showErrors({ [name]: atField(changeWords(error), name) })) setText(this.error, changeWords(error));
    }
  }
}
