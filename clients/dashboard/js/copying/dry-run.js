/** What a follower would get of a trade that the leader has not made: of a link that is there, or of the form's. */

import { h, setText } from '../dom.js';
import { changeWords, sentence } from '../errors.js';
import { busy, field, number, select, showErrors, text, valuesOf } from '../forms.js';
import { meaning } from './codes.js';
import { LINK_FIELDS, atField, entered, fieldOf, linkRequest } from './terms.js';
import { assumptions, caseOf, instrumentOf } from './trial.js';

const FIELDS = ['symbol', 'side', 'quantity', 'stop_price', 'price', 'leader_equity', 'leader_balance'];

/** The answer's outcome as a sentence. */
export function outcomeWords({ outcome, side, quantity, code }, instrument) {
  const why = code ? meaning(code) : '';
  if (outcome === 'order') return why ? `Would ${String(side).toLowerCase()} ${quantity} ${instrument}, made smaller: ${why}.` : `Would ${String(side).toLowerCase()} ${quantity} ${instrument}.`;
  return `Nothing would be ordered (${outcome})${why ? `: ${why}` : ''}.`;
}

export class DryRunPanel {
  #link = null;

  /** `form` of the panel, `linkForm` of which a link that is not made yet is tried. */
  constructor({ api, elements, linkForm, lists, instruments }) {
    Object.assign(this, { api, ...elements, linkForm, instruments });
    this.button = h('button', { type: 'submit', class: 'button-primary', 'data-testid': 'dry-run-ask' }, 'Dry run');
    this.error = h('p', { class: 'form-error', role: 'alert' });
    this.form.append(
      h('div', { class: 'fields' },
        field('symbol', 'The leader trades', text({ list: lists.symbols, 'data-testid': 'dry-run-symbol' })),
        field('side', 'Side', select([['BUY', 'buys'], ['SELL', 'sells']])),
        field('quantity', 'Quantity', number({ 'data-testid': 'dry-run-quantity' }), { unit: 'quantity' }),
        field('price', 'At the price', number({ placeholder: 'latest' }), { unit: 'quote currency' }),
        field('stop_price', 'With the stop at', number({ placeholder: 'none' }), { unit: 'quote currency' }),
        field('leader_equity', 'Leader’s equity', number(), { unit: 'quote currency' }),
        field('leader_balance', 'Leader’s free cash', number(), { unit: 'quote currency' }),
      ),
      this.error,
      h('div', { class: 'form-buttons' }, this.button),
    );
    this.ofForm.addEventListener('click', () => this.choose(null));
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      busy(this.button, () => this.#ask());
    });
    this.choose(null);
  }

  /** A link that has changed: what was said of it is old, and a closed one can not be tried. */
  changed(link) {
    if (this.#link?.id === link.id) this.choose(link.status === 'CLOSED' ? null : link);
  }

  /** The link to try; null is the form's. */
  choose(link, focus = false) {
    this.#link = link;
    this.ofForm.hidden = link === null;
    this.result.replaceChildren();
    this.showTarget();
    if (focus) this.form.elements.symbol.focus();
  }

  showTarget() {
    setText(this.of, this.#link ? `${this.#link.follower_account_id} copies ${this.#link.leader_account_id}` : 'the new link, as it is filled in');
    const { mode } = this.linkForm.values;
    const shown = { leader_equity: mode === 'equity_ratio', leader_balance: mode === 'balance_ratio' };
    for (const [name, needed] of Object.entries(shown)) this.form.querySelector(`[data-field="${name}"]`).hidden = Boolean(this.#link) || !needed;
  }

  async #ask() {
    setText(this.error, '');
    const trade = valuesOf(this.form);
    const missing = { symbol: entered(trade.symbol) ? '' : 'Say an instrument.', quantity: entered(trade.quantity) ? '' : 'Say a quantity.' };
    if (showErrors(this.form, missing)) return;
    try {
      if (this.#link) await this.#askLink(this.#link, trade);
      else await this.#askForm(trade);
    } catch (error) {
      if (error.status === undefined) throw error;
      this.result.replaceChildren();
      this.#fail(error, trade);
    }
  }

  #fail(error, trade) {
    const words = error.status === 0 ? 'The platform does not answer.' : changeWords(error);
    const name = fieldOf(error, FIELDS, trade);
    if (name && showErrors(this.form, { [name]: atField(words, name) })) return;
    const ofLink = this.#link ? null : fieldOf(error, LINK_FIELDS, this.linkForm.values);
    if (!ofLink || !this.linkForm.showErrors({ [ofLink]: atField(words, ofLink) })) setText(this.error, words);
  }

  async #askLink({ leader_account_id, follower_account_id }, { symbol, side, quantity, price, stop_price }) {
    const answer = await this.api.post('/copy/dry-run', {
      leader_account_id, follower_account_id, symbol: symbol.trim(), side, quantity: entered(quantity), price: entered(price), stop_price: entered(stop_price),
    });
    this.#show(answer, answer.instrument, [
      ['Price', answer.price],
      ['Holds now', answer.held_quantity],
      ['Should hold then', answer.intended_quantity],
    ], ['Nothing was ordered or stored.']);
  }

  async #askForm(typed) {
    const { body, errors } = linkRequest(this.linkForm.values);
    if (this.linkForm.showErrors(errors)) return;
    const { leader_account_id, follower_account_id, ...terms } = body;
    const instruments = this.instruments();
    const instrument = instrumentOf(typed.symbol, instruments);
    if (!instrument) {
      showErrors(this.form, { symbol: 'No such instrument is known here.' });
      return;
    }
    const [follower, leader, latest] = await Promise.all([
      this.api.get('/portfolio', { account_id: follower_account_id }),
      // Others' leaders cannot be read: the case is then judged without.
      this.api.get('/portfolio', { account_id: leader_account_id }).catch((error) => (error.status === 403 || error.status === 404 ? null : Promise.reject(error))),
      entered(typed.price) ? null : this.api.get('/market/overview'),
    ]);
    const price = entered(typed.price) ?? latest?.instruments?.find(({ id }) => id === instrument.id)?.last;
    if (price === undefined || price === null) {
      showErrors(this.form, { price: 'The market has no price yet: say one.' });
      return;
    }
    const needed = { equity_ratio: ['leader_equity', leader?.equity], balance_ratio: ['leader_balance', leader?.cash] }[terms.mode];
    if (needed && !entered(typed[needed[0]]) && !needed[1]) {
      showErrors(this.form, { [needed[0]]: 'Not yours to read: say what it may be.' });
      return;
    }
    const trade = { ...typed, price: String(price), quantity: entered(typed.quantity) };
    const [answer] = await this.api.post('/copy/simulate', caseOf({ terms, trade, instrument, instruments, follower, leader }));
    this.#show(answer, instrument.id, [['Price', trade.price]], assumptions({ trade, follower, leader, priceFrom: entered(typed.price) ? 'typed' : 'market', currency: follower.currency }));
  }

  #show(answer, instrument, facts, notes) {
    showErrors(this.form, {});
    this.result.replaceChildren(
      h('p', { class: `outcome ${answer.outcome}`, 'data-testid': 'dry-run-outcome', 'data-outcome': answer.outcome, 'data-code': answer.code }, sentence(outcomeWords(answer, instrument))),
      h('dl', { class: 'facts' }, ...[['Quantity', answer.quantity], ['Outcome', answer.outcome], ['Code', answer.code ?? '—'], ...facts].map(([term, value]) => h('div', {}, h('dt', {}, term), h('dd', {}, String(value))))),
      ...notes.map((line) => h('p', { class: 'field-hint' }, line)),
    );
  }
}
