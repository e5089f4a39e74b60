/** An invented market that moves: seeded random walks, their candles, averages, scores, signals, orders and outcomes. */

export const FRAME_MS = { '1m': 60_000, '5m': 300_000, '15m': 900_000, '1h': 3_600_000 };
const START_MS = Date.UTC(2013, 10, 25);
const AGENTS = ['trend', 'momentum', 'mean_reversion', 'volatility_regime', 'volume'];
const REASONS = {
  trend: (up) => [up ? 'ema_9 above ema_21' : 'ema_9 below ema_21', 'adx_14 31.2'],
  momentum: (up) => [up ? 'macd histogram rising 0.84' : 'macd histogram falling -0.61', `rsi_14 ${up ? '61.8' : '38.4'}`],
  mean_reversion: (up) => [up ? 'close below lower band' : 'close near upper band', 'stoch_slowk 84.1'],
  volatility_regime: () => ['atr 0.42 % of price: normal'],
  volume: (up) => [up ? 'obv rising' : 'obv falling', 'mfi_14 55.0'],
};
const OUTCOMES = [
  ['filled', null, 0.79], ['skipped', 'LINK_INACTIVE', 0.05], ['skipped', 'SYMBOL_BLOCKED', 0.04],
  ['skipped', 'BELOW_MINIMUM', 0.03], ['rejected', 'NOT_ENTITLED', 0.04], ['rejected', 'INSUFFICIENT_BALANCE', 0.03],
  ['rejected', 'MAX_COST', 0.02],
];

function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const instrument = (id, tick, simulated) => ({
  id, venue: id.split(':')[0], symbol: id.split(':')[1], name: id.split(':')[1], asset_class: 'crypto',
  base_currency: id.split(':')[1].split('/')[0], quote_currency: 'USD', tick_size: tick, lot_size: '0.00000001',
  min_quantity: '0.001', min_notional: '5', simulated, active: true,
});

export const INSTRUMENTS = [
  instrument('BITSTAMP:BTC/USD', '0.01', false),
  ...['ALPHA', 'BETA', 'GAMMA', 'DELTA'].map((name) => instrument(`SIM:${name}/USD`, '0.01', true)),
];

export class MockMarket {
  /** `emit(channel, data)` gets every update; `history` event time is walked through at once. */
  constructor(emit, { seed = 7, historyMs = 30 * 3_600_000, stepMs = 15_000 } = {}) {
    this.emit = emit;
    this.quiet = true;
    this.stepMs = stepMs;
    this.timeMs = START_MS;
    this.ledger = { in: 0, used: 0, restated: 0, late: 0, duplicate: 0, dead: 0 };
    this.signals = [];
    this.orders = [];
    this.outcomes = new Map();
    this.events = 0;
    this.cash = 100_000;
    this.quantity = 0;
    this.average = 0;
    this.realized = 0;
    this.books = new Map(INSTRUMENTS.map(({ id }, index) => [id, this.#book(seed + index, [800, 120, 45, 310, 12][index])]));
    while (this.timeMs < START_MS + historyMs) this.step();
    this.quiet = false;
  }

  #book(seed, price) {
    const frames = Object.fromEntries(Object.keys(FRAME_MS).map((frame) => [frame, { bars: [], ema: [null, null, null], rows: [], fusion: null, lastSide: null, phase: seed * 1.7 }]));
    return { random: random(seed), price, drift: 0, frames };
  }

  step() {
    this.timeMs += this.stepMs;
    for (const [id, book] of this.books) this.#trade(id, book);
  }

  #trade(id, book) {
    this.ledger.in += 1;
    const draw = book.random();
    if (draw < 0.002) return void (this.ledger[draw < 0.001 ? 'duplicate' : draw < 0.0017 ? 'late' : 'dead'] += 1);
    this.ledger.used += 1;
    if (draw > 0.999) this.ledger.restated += 1;
    book.drift = book.drift * 0.985 + (book.random() - 0.5) * 0.00016;
    book.price = Math.max(1, book.price * (1 + book.drift + (book.random() - 0.5) * 0.0011));
    const size = book.random() ** 3 * 4;
    for (const [frame, state] of Object.entries(book.frames)) this.#apply(id, book, frame, state, Number(book.price.toFixed(2)), size);
  }

  #apply(id, book, frame, state, price, size) {
    const openTime = Math.floor(this.timeMs / FRAME_MS[frame]) * FRAME_MS[frame];
    let bar = state.bars.at(-1);
    if (!bar || bar.open_time_ms !== openTime) {
      if (bar) this.#close(id, book, frame, state, bar);
      bar = { open_time_ms: openTime, o: price, h: price, l: price, c: price, v: 0, trades: 0, closed: false };
      state.bars.push(bar);
      if (state.bars.length > 3000) state.bars.shift();
    }
    bar.h = Math.max(bar.h, price);
    bar.l = Math.min(bar.l, price);
    bar.c = price;
    bar.v += size;
    bar.trades += 1;
    if (this.quiet) return;
    this.emit(`market:${id}`, { kind: 'candle', frame, ...wire(bar) });
    this.emit(`market:${id}`, { kind: 'fusion', frame, ...score(state, openTime, false, this.timeMs) });
  }

  #close(id, book, frame, state, bar) {
    bar.closed = true;
    [9, 21, 50].forEach((period, index) => {
      const alpha = 2 / (period + 1);
      state.ema[index] = state.ema[index] === null ? bar.c : state.ema[index] + alpha * (bar.c - state.ema[index]);
    });
    const warm = state.bars.length;
    const [ema_9, ema_21, ema_50] = state.ema.map((value, index) => (warm >= [9, 21, 50][index] ? value : null));
    state.rows.push({ open_time_ms: bar.open_time_ms, revision: 0, values: { ema_9, ema_21, ema_50 } });
    if (state.rows.length > 3000) state.rows.shift();
    if (warm >= 50) state.fusion = judged(id, frame, state, bar.open_time_ms, this.timeMs);
    if (!this.quiet) {
      this.emit(`market:${id}`, { kind: 'candle', frame, ...wire(bar) });
      if (state.fusion) this.emit(`market:${id}`, { kind: 'fusion', frame, ...score(state, bar.open_time_ms, true, this.timeMs) });
    }
    const side = state.fusion?.recommendation;
    if ((side === 'BUY' || side === 'SELL') && side !== state.lastSide) {
      state.lastSide = side;
      this.#signal(id, frame, state, bar);
    }
  }

  #signal(id, frame, state, bar) {
    const way = state.fusion.recommendation === 'BUY' ? 1 : -1;
    const at = (share) => (bar.c * (1 + way * share)).toFixed(2);
    const sequence = this.signals.length + 1;
    const signal = {
      id: `sig-${sequence}`, sequence, instrument: id, frame, side: state.fusion.recommendation, score: state.fusion.score,
      confidence: state.fusion.confidence, entry: bar.c.toFixed(2), stop: at(-0.008), targets: [at(0.01), at(0.02)],
      open_time_ms: bar.open_time_ms, event_time_ms: this.timeMs,
    };
    this.signals.push(signal);
    if (!this.quiet) this.emit('signals', signal);
    if (id === 'BITSTAMP:BTC/USD' && frame === '5m') this.#order(signal, way);
  }

  #order(signal, way) {
    const price = Number(signal.entry);
    const target = way > 0 ? 12.5 : 0;
    const quantity = Math.abs(target - this.quantity);
    if (quantity === 0) return;
    const fee = quantity * price * 0.001;
    if (way < 0) this.realized += quantity * (price - this.average);
    else this.average = price;
    this.cash -= way * quantity * price + fee;
    this.quantity = target;
    const sequence = this.orders.length + 1;
    const order = {
      client_order_id: `ord-${sequence}`, account_id: 'leader-1', instrument: signal.instrument, side: signal.side, type: 'MARKET',
      quantity: quantity.toFixed(8), filled_quantity: quantity.toFixed(8), average_price: price.toFixed(2), fee: fee.toFixed(8),
      status: sequence % 9 === 4 ? 'REJECTED' : 'FILLED', code: sequence % 9 === 4 ? 'MAX_POSITION' : null, cause: signal.id,
      created_event_time_ms: this.timeMs, updated_event_time_ms: this.timeMs, sequence,
    };
    this.orders.push(order);
    this.events += 1;
    for (const [outcome, code, share] of OUTCOMES) {
      const key = `${outcome} ${code}`;
      this.outcomes.set(key, { outcome, code, count: (this.outcomes.get(key)?.count ?? 0) + Math.round(share * 1000) });
    }
    if (this.quiet) return;
    this.emit('trades:leader-1', order);
    this.emit('portfolio:leader-1', this.portfolio());
    this.emit('copy:leader-1', this.summary());
  }

  portfolio() {
    const last = this.books.get('BITSTAMP:BTC/USD').price;
    return {
      account_id: 'leader-1', name: 'Demo leader', currency: 'USD', cash: this.cash.toFixed(8), equity: (this.cash + this.quantity * last).toFixed(8),
      positions: [{
        instrument: 'BITSTAMP:BTC/USD', quantity: this.quantity.toFixed(8), average_price: this.average.toFixed(2), last_price: last.toFixed(2),
        market_value: (this.quantity * last).toFixed(2), unrealized_pnl: (this.quantity * (last - this.average)).toFixed(8), realized_pnl: this.realized.toFixed(8),
      }],
      as_of_ms: this.timeMs,
    };
  }

  summary() {
    return { leader_account_id: 'leader-1', events: this.events, by_outcome: [...this.outcomes.values()] };
  }

  candles(id, frame) {
    return this.books.get(id).frames[frame].bars.map(wire).reverse();
  }

  rows(id, frame) {
    return this.books.get(id).frames[frame].rows.toReversed();
  }

  fusion(id, frame) {
    return this.books.get(id).frames[frame].fusion;
  }

  overview() {
    const rows = INSTRUMENTS.map(({ id, simulated }) => {
      const bars = this.books.get(id).frames['1h'].bars;
      const last = bars.at(-1).c;
      const then = (bars.at(-25) ?? bars[0]).o;
      return { id, last: last.toFixed(2), change_24h_pct: (last / then - 1) * 100, volume_24h: bars.slice(-24).reduce((sum, bar) => sum + bar.v, 0).toFixed(8), simulated };
    });
    const ranked = rows.toSorted((a, b) => b.change_24h_pct - a.change_24h_pct);
    return {
      as_of_ms: this.timeMs, advancing: rows.filter((row) => row.change_24h_pct > 0).length, declining: rows.filter((row) => row.change_24h_pct < 0).length,
      instruments: rows, gainers: ranked.filter((row) => row.change_24h_pct > 0).map(({ id }) => id), losers: ranked.filter((row) => row.change_24h_pct < 0).map(({ id }) => id).reverse(),
      frames: Object.keys(FRAME_MS),
    };
  }
}

function wire({ open_time_ms, o, h, l, c, v, trades, closed }) {
  return { open_time_ms, open: o.toFixed(2), high: h.toFixed(2), low: l.toFixed(2), close: c.toFixed(2), volume: v.toFixed(8), trades, revision: 0, closed };
}

function shares(state, timeMs) {
  const t = timeMs / 2_400_000 + state.phase;
  return [0.3 * Math.sin(t), 0.24 * Math.sin(t * 1.3 + 1), -0.16 * Math.sin(t + 0.4), 0.06 * Math.cos(t * 0.4), 0.11 * Math.sin(t * 2.1)];
}

const advice = (value) => (value > 0.3 ? 'BUY' : value < -0.3 ? 'SELL' : 'HOLD');

function score(state, openTime, closed, timeMs) {
  const value = shares(state, timeMs).reduce((sum, share) => sum + share, 0);
  return { open_time_ms: openTime, closed, score: value, confidence: Math.min(1, 0.35 + Math.abs(value)), recommendation: advice(value) };
}

function judged(id, frame, state, openTime, timeMs) {
  const parts = shares(state, timeMs);
  return {
    instrument: id, frame, ...score(state, openTime, true, timeMs), agreement: 0.74, conflict: 0.18, quorum: true, weight_set_version: 1,
    opinions: AGENTS.map((agent, index) => {
      const abstained = agent === 'volatility_regime' && state.bars.length < 200;
      return { agent, direction: Math.tanh(parts[index] * 4), confidence: 0.4 + Math.abs(parts[index]), share: abstained ? 0 : parts[index], abstained, reasons: abstained ? [] : REASONS[agent](parts[index] > 0) };
    }),
  };
}
