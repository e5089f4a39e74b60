/** The market overview as a strip of buttons; choosing one shows it on the chart. */

import { h, setText } from '../dom.js';
import { change, count, decimal, symbolOf } from '../format.js';

export class OverviewStrip {
  #buttons = new Map();

  constructor({ list, summary, scaleOfInstrument, onPick }) {
    Object.assign(this, { list, summary, scaleOfInstrument, onPick });
  }

  setInstruments(instruments) {
    this.#buttons.clear();
    this.list.replaceChildren(
      ...instruments.map(({ id, simulated }) => {
        const last = h('span', { class: 'o-last' }, '—');
        const day = h('span', { class: 'o-change' }, '—');
        const button = h(
          'button',
          { type: 'button', 'aria-pressed': 'false', 'data-instrument': id },
          h('span', { class: 'o-name' }, symbolOf(id)),
          last,
          h('span', { class: 'o-kind' }, simulated ? 'SIMULATED' : id.split(':')[0]),
          day,
        );
        button.addEventListener('click', () => this.onPick(id));
        this.#buttons.set(id, { button, last, day });
        return h('li', {}, button);
      }),
    );
  }

  select(id) {
    for (const [each, { button }] of this.#buttons) button.setAttribute('aria-pressed', String(each === id));
  }

  /** The last price of the instrument on the chart, which is known sooner than the overview's. */
  setLast(id, text) {
    const cell = this.#buttons.get(id);
    if (cell) setText(cell.last, text);
  }

  show(overview) {
    for (const { id, last, change_24h_pct } of overview.instruments ?? []) {
      const cell = this.#buttons.get(id);
      if (!cell) continue;
      if (cell.button.getAttribute('aria-pressed') !== 'true' || cell.last.textContent === '—') setText(cell.last, decimal(last, this.scaleOfInstrument(id)));
      const day = change(change_24h_pct);
      setText(cell.day, day.text);
      cell.day.className = `o-change ${day.tone}`;
    }
    const best = overview.gainers?.[0];
    const worst = overview.losers?.[0];
    this.summary.replaceChildren(
      `24 h: ${count(overview.advancing)} up, ${count(overview.declining)} down`,
      h('br'),
      best ? `best ${symbolOf(best)}` : worst ? `worst ${symbolOf(worst)}` : ' ',
    );
  }

  fail(text) {
    setText(this.summary, text);
  }
}
