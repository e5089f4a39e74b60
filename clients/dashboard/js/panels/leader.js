/** The leader's position, equity and orders. */

import { h, onFrame, setNote } from '../dom.js';
import { count, decimal, shortTime, signedDecimal, symbolOf, words } from '../format.js';

const MOST_KEPT = 200;
const MOST_SHOWN = 60;

export class LeaderPanel {
  #orders = new Map();

  constructor({ context, figures, table, body, note, scaleOfInstrument }) {
    Object.assign(this, { context, figures, table, body, note, scaleOfInstrument });
    this.draw = onFrame(() => this.#draw());
  }

  clear() {
    this.#orders.clear();
    this.body.replaceChildren();
    this.figures.replaceChildren(...['Equity', 'Cash', 'Position'].map((name) => figure(name, '—', '')));
    setNote(this.note, 'Asking for orders …');
  }

  addOrders(orders) {
    for (const order of orders) {
      const old = this.#orders.get(order.client_order_id);
      if (!old || (order.sequence ?? 0) >= (old.sequence ?? 0)) this.#orders.set(order.client_order_id, order);
    }
    if (this.#orders.size > MOST_KEPT) {
      this.#orders = new Map(this.#sorted().slice(0, MOST_KEPT).map((order) => [order.client_order_id, order]));
    }
    this.draw();
  }

  showPortfolio(portfolio) {
    const { currency } = portfolio;
    this.context.textContent = `${portfolio.name ?? portfolio.account_id}, paper account`;
    const held = (portfolio.positions ?? []).filter(({ quantity }) => /[1-9]/.test(String(quantity)));
    const [first, ...others] = held;
    const position = first
      ? figure(
          others.length ? `Position, and ${count(others.length)} more` : 'Position',
          `${decimal(first.quantity, 8, true)} ${symbolOf(first.instrument).split('/')[0]}`,
          `at ${decimal(first.average_price, this.scaleOfInstrument(first.instrument))}, open ${signedDecimal(first.unrealized_pnl, 2)}`,
          held.map((each) => `${each.instrument} ${each.quantity}`).join('; '),
        )
      : figure('Position', 'flat', '');
    const realized = (portfolio.positions ?? []).length === 1 ? `realized ${signedDecimal(portfolio.positions[0].realized_pnl, 2)}` : '';
    this.figures.replaceChildren(
      figure('Equity', `${decimal(portfolio.equity, 2)}`, currency),
      figure('Cash', `${decimal(portfolio.cash, 2)}`, realized),
      position,
    );
  }

  fail(text, bad = true) {
    this.table.hidden = !bad;
    setNote(this.note, text, bad);
  }

  /** Words in place of equity, cash and position. */
  refuse(text) {
    this.figures.replaceChildren(h('p', { class: 'term refused' }, text));
  }

  #sorted() {
    return [...this.#orders.values()].sort(
      (a, b) => b.created_event_time_ms - a.created_event_time_ms || (b.sequence ?? 0) - (a.sequence ?? 0),
    );
  }

  #draw() {
    const rows = this.#sorted().slice(0, MOST_SHOWN);
    this.body.replaceChildren(...rows.map((order) => this.#row(order)));
    setNote(this.note, rows.length ? '' : 'No order yet: the leader trades the signals of its instrument as they come.');
  }

  #row(order) {
    const buy = order.side === 'BUY';
    const filled = order.status === 'FILLED';
    const base = symbolOf(order.instrument).split('/')[0];
    return h(
      'tr',
      { 'data-testid': 'leader-order', title: [order.client_order_id, order.fee && `fee ${order.fee}`, order.cause && `cause ${order.cause}`].filter(Boolean).join('; ') },
      h('td', {}, shortTime(order.created_event_time_ms)),
      h('td', { class: `side ${buy ? 'up' : 'down'}` }, buy ? '▲ BUY' : '▼ SELL'),
      h('td', { class: 'num' }, decimal(filled ? order.filled_quantity : order.quantity, 8, true), h('span', { class: 'sub' }, ` ${base}`)),
      h('td', { class: 'num' }, filled ? decimal(order.average_price, this.scaleOfInstrument(order.instrument)) : '—'),
      h('td', {}, words(order.status), order.code ? h('span', { class: 'sub' }, ` ${words(order.code).toLowerCase()}`) : null),
    );
  }
}

function figure(term, value, sub, title = null) {
  return h('div', { title }, h('p', { class: 'figure-term' }, term), h('p', { class: 'figure-value' }, value), h('p', { class: 'figure-sub' }, sub || ' '));
}
