/** The list of signals, newest first, of all instruments or of the chart's own. */

import { h, onFrame, setNote } from '../dom.js';
import { decimal, shortTime, signed, symbolOf } from '../format.js';

const MOST_KEPT = 400;
const MOST_SHOWN = 60;

export class SignalsPanel {
  #signals = new Map();
  #market = { instrument: '', frame: '' };
  #fresh = new Set();

  /** `scaleOfInstrument(id)` gives its price digits; `onPick(instrument, frame)` is called when a row is chosen. */
  constructor({ body, note, only, scaleOfInstrument, onPick }) {
    Object.assign(this, { body, note, only, scaleOfInstrument, onPick });
    this.draw = onFrame(() => this.#draw());
    only.addEventListener('change', () => this.draw());
  }

  clear() {
    this.#signals.clear();
    this.#fresh.clear();
    this.body.replaceChildren();
    setNote(this.note, 'Asking for signals …');
  }

  /** Adds signals; `fresh` ones are lit until the next arrive. */
  add(signals, fresh = false) {
    if (fresh) this.#fresh = new Set(signals.map(({ id }) => id));
    for (const signal of signals) this.#signals.set(signal.id, signal);
    if (this.#signals.size > MOST_KEPT) {
      const kept = this.#sorted().slice(0, MOST_KEPT);
      this.#signals = new Map(kept.map((signal) => [signal.id, signal]));
    }
    this.draw();
  }

  show(market) {
    this.#market = market;
    this.draw();
  }

  fail(text, bad = true) {
    setNote(this.note, text, bad);
  }

  of(instrument, frame) {
    return [...this.#signals.values()].filter((signal) => signal.instrument === instrument && signal.frame === frame);
  }

  #sorted() {
    return [...this.#signals.values()].sort((a, b) => b.event_time_ms - a.event_time_ms || (b.sequence ?? 0) - (a.sequence ?? 0));
  }

  #draw() {
    const { instrument, frame } = this.#market;
    const rows = this.#sorted()
      .filter((signal) => !this.only.checked || (signal.instrument === instrument && signal.frame === frame))
      .slice(0, MOST_SHOWN);
    const focused = this.body.contains(document.activeElement) ? document.activeElement.closest('tr')?.dataset.id : null;
    this.body.replaceChildren(...rows.map((signal) => this.#row(signal)));
    if (focused) [...this.body.rows].find((row) => row.dataset.id === focused)?.querySelector('button').focus();
    if (rows.length > 0) setNote(this.note, '');
    else if (this.only.checked) setNote(this.note, `No signal on ${symbolOf(instrument)} ${frame} yet.`);
    else setNote(this.note, 'No signal yet. The agents need closed bars before they judge; the first signals follow within minutes.');
  }

  #row(signal) {
    const scale = this.scaleOfInstrument(signal.instrument);
    const buy = signal.side === 'BUY';
    const pick = h('button', { type: 'button', class: 'link-button', title: 'Show on the chart' }, symbolOf(signal.instrument));
    pick.addEventListener('click', () => this.onPick(signal.instrument, signal.frame));
    const targets = (signal.targets ?? []).map((target) => decimal(target, scale)).join(', ');
    return h(
      'tr',
      { 'data-testid': 'signal-row', 'data-id': signal.id, class: this.#fresh.has(signal.id) ? 'fresh' : null, title: targets ? `targets ${targets}; confidence ${(signal.confidence * 100).toFixed(0)} %` : null },
      h('td', {}, shortTime(signal.event_time_ms)),
      h('td', { class: `side ${buy ? 'up' : 'down'}` }, buy ? '▲ BUY' : '▼ SELL'),
      h('td', {}, pick, h('span', { class: 'sub' }, ` ${signal.frame}`)),
      h('td', { class: 'num' }, signed(signal.score)),
      h('td', { class: 'num' }, decimal(signal.entry, scale)),
      h('td', { class: 'num' }, decimal(signal.stop, scale)),
    );
  }
}
