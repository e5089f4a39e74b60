/** The signed-in page: which instrument and frame it shows, what it asks of REST, and what the stream brings it. */

import { AVERAGES, CandleChart } from './chart.js';
import { pathSymbol } from './api.js';
import { attempt, byId, h, onFrame, setText, spaced } from './dom.js';
import { isPassing, problemWords } from './errors.js';
import { FIRST_FRAMES, chooseFrame, frameChoices } from './frames.js';
import { change, count, decimal, minuteTime, scaleOf, symbolOf } from './format.js';
import { FeedPanel, feedWords } from './panels/feed.js';
import { FollowersPanel } from './panels/followers.js';
import { FusionPanel } from './panels/fusion.js';
import { HealthPanel } from './panels/health.js';
import { LeaderPanel } from './panels/leader.js';
import { OverviewStrip } from './panels/overview.js';
import { SignalsPanel } from './panels/signals.js';
import { Stream } from './stream.js';

const FIRST_INSTRUMENT = 'BITSTAMP:BTC/USD';
const FIRST_LEADER = 'leader-1';
const CHOICE_KEY = 'tickgrid-market';
const HISTORY = 500;
/** Ten pictures a second: more cannot be read, and cost a phone its battery. */
const DRAW_GAP_MS = 100;
const COLUMNS = AVERAGES.map(({ column }) => column).join(',');
const CONNECTION_WORDS = { connecting: 'Connecting', live: 'Live', stale: 'Stale', offline: 'Reconnecting' };

export class Workspace {
  #instruments = new Map();
  #instrument = '';
  #frames = FIRST_FRAMES;
  #frame = chooseFrame(FIRST_FRAMES);
  #feed = null;
  #pending = [];
  #forming = null;
  #closedSince = 0;
  #hovered = null;
  #leader = FIRST_LEADER;
  #spoke = new Map();
  #live = false;
  #stopped = false;

  constructor(api) {
    this.api = api;
    const scaleOfInstrument = (id) => scaleOf(this.#instruments.get(id)?.tick_size ?? '0.01');
    this.scaleOfInstrument = scaleOfInstrument;
    const onPick = (instrument, frame = this.#frame) => this.#select(instrument, frame);
    this.chart = new CandleChart(byId('chart'), (candle) => {
      this.#hovered = candle;
      this.drawLegend();
    });
    this.drawLegend = onFrame(() => this.#drawLegend());
    this.drawMarket = onFrame(() => this.#drawMarket(), DRAW_GAP_MS);
    this.fusion = new FusionPanel(byId('fusion'), byId('fusion-context'));
    this.signals = new SignalsPanel({ body: byId('signals-body'), note: byId('signals-note'), only: byId('signals-only'), scaleOfInstrument, onPick });
    this.leader = new LeaderPanel({ context: byId('leader-context'), figures: byId('leader-portfolio'), table: byId('leader-table'), body: byId('leader-body'), note: byId('leader-note'), scaleOfInstrument });
    this.followers = new FollowersPanel(byId('follower-outcomes'), byId('followers-context'));
    this.overview = new OverviewStrip({ list: byId('overview-list'), summary: byId('overview-summary'), scaleOfInstrument, onPick });
    this.feed = new FeedPanel({ label: byId('feed-label'), detail: byId('feed-detail'), time: byId('feed-time'), progress: byId('feed-progress') });
    this.health = new HealthPanel({ context: byId('health-context'), jobs: byId('jobs'), ledger: byId('ledger'), dependencies: byId('dependencies'), cluster: byId('cluster') });
    this.reconcile = spaced(1000, () => this.#reconcile());
    this.judge = spaced(1000, () => this.#loadFusion());
    this.stream = new Stream({
      url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws/v1`,
      token: () => api.token(),
      refresh: () => api.refresh(),
      onState: (state, detail) => this.#showConnection(state, detail),
      onReconnected: () => this.#catchUp(),
    });
  }

  async start() {
    this.#wirePickers();
    this.signals.clear();
    this.leader.clear();
    this.followers.message('Asking for the copy ledger …');
    this.#every(3000, () => this.#loadHealth());
    await this.#loadInstruments();
    if (this.#stopped) return;
    this.stream.start();
    this.stream.subscribe('signals', (message) => this.#onSignals(message));
    // It says which frames there are; one that is slow or fails keeps no chart waiting.
    await Promise.race([attempt(() => this.#loadOverview()), new Promise((resolve) => setTimeout(resolve, 2000))]);
    if (this.#stopped) return;
    this.#select(...this.#rememberedMarket());
    this.#loadSignals();
    this.#every(2500, () => this.#loadOverview());
    this.#every(3000, () => (this.#live ? undefined : this.#reconcile()));
    await this.#startLeader();
  }

  stop() {
    this.#stopped = true;
    this.stream.stop();
  }

  applyTheme() {
    this.chart.applyTheme();
  }

  /** Runs a job now and again `gapMs` after its end; less often while nobody looks. */
  async #every(gapMs, job) {
    while (!this.#stopped) {
      await attempt(job);
      await new Promise((resolve) => setTimeout(resolve, document.hidden ? gapMs * 5 : gapMs));
    }
  }

  #words(error, what) {
    return problemWords(error, what, this.api.user);
  }

  // Market

  #wirePickers() {
    byId('instrument-picker').addEventListener('change', (event) => this.#select(event.target.value, this.#frame));
    byId('frame-picker').addEventListener('change', (event) => this.#select(this.#instrument, event.target.value));
  }

  async #loadInstruments() {
    while (!this.#stopped) {
      try {
        const { items } = await this.api.get('/instruments', { limit: HISTORY });
        items.sort((a, b) => Number(a.simulated) - Number(b.simulated) || a.id.localeCompare(b.id));
        this.#instruments = new Map(items.map((instrument) => [instrument.id, instrument]));
        byId('instrument-picker').replaceChildren(
          ...items.map(({ id, simulated }) => h('option', { value: id }, simulated ? `${symbolOf(id)} (simulated)` : symbolOf(id))),
        );
        this.overview.setInstruments(items);
        if (items.length > 0) return;
        this.#chartNote('No instrument is known yet. The page keeps asking.');
      } catch (error) {
        this.#chartNote(this.#words(error, 'the instruments'));
      }
      await new Promise((resolve) => setTimeout(resolve, 3000));
    }
  }

  #rememberedMarket() {
    const [id, frame] = (sessionStorage.getItem(CHOICE_KEY) ?? '').split(' ');
    const first = this.#instruments.has(FIRST_INSTRUMENT) ? FIRST_INSTRUMENT : this.#instruments.keys().next().value;
    return [this.#instruments.has(id) ? id : first, chooseFrame(this.#frames, frame)];
  }

  #select(instrument, frame) {
    if (instrument !== this.#instrument) {
      if (this.#instrument) this.stream.unsubscribe(`market:${this.#instrument}`);
      this.stream.subscribe(`market:${instrument}`, (message) => this.#onMarket(instrument, message));
    }
    this.#instrument = instrument;
    this.#frame = frame;
    sessionStorage.setItem(CHOICE_KEY, `${instrument} ${frame}`);
    byId('instrument-picker').value = instrument;
    for (const radio of document.querySelectorAll('input[name="frame"]')) radio.checked = radio.value === frame;
    this.overview.select(instrument);
    const { simulated, quote_currency } = this.#instruments.get(instrument);
    const name = symbolOf(instrument);
    setText(byId('chart-title'), `Chart of ${name}, ${frame}`);
    byId('chart').setAttribute('aria-label', `Candle chart of ${name}, ${frame}`);
    setText(byId('price-unit'), quote_currency ?? '');
    setText(byId('last-price'), '—');
    const badge = byId('source-badge');
    setText(badge, simulated ? 'SIMULATED' : instrument.split(':')[0]);
    badge.classList.toggle('simulated', Boolean(simulated));
    badge.hidden = false;
    this.#showSource();
    this.#pending = [];
    this.#forming = null;
    this.#closedSince = 0;
    this.#hovered = null;
    this.chart.clear();
    this.chart.setPrecision(this.scaleOfInstrument(instrument));
    this.#chartNote('Loading candles …');
    this.drawLegend();
    this.fusion.loading();
    this.signals.show({ instrument, frame });
    this.#reconcile(HISTORY);
    this.judge();
    this.#loadMarketSignals();
    this.#loadOverview();
  }

  /** True while the answer to a question about this market still concerns the page. */
  #still(instrument, frame) {
    return !this.#stopped && instrument === this.#instrument && frame === this.#frame;
  }

  /**
   * Asks REST for the newest bars and averages: at the start, after each close (averages are never computed here), and
   * as the repair of what a conflated or lost stream left out.
   */
  async #reconcile(limit = Math.min(HISTORY, this.#closedSince + 10)) {
    const [instrument, frame] = [this.#instrument, this.#frame];
    this.#closedSince = 0;
    const path = pathSymbol(instrument);
    const [candles, averages] = await Promise.allSettled([
      this.api.get(`/candles/${path}`, { frame, limit }),
      this.api.get(`/quant/indicators/${path}/history`, { frame, columns: COLUMNS, limit }),
    ]);
    if (!this.#still(instrument, frame)) return;
    if (candles.status === 'fulfilled') {
      this.#pending.push(...candles.value.items);
      this.#drawMarket();
      if (this.chart.empty) this.#chartNote(`No ${frame} candle of ${symbolOf(instrument)} yet. It appears with the first trade.`);
    } else if (this.chart.empty) {
      this.#chartNote(this.#words(candles.reason, 'the candles'));
    }
    if (averages.status === 'fulfilled') this.chart.mergeAverages(averages.value.items);
    this.drawLegend();
  }

  #onMarket(instrument, message) {
    if (message.type === 'resync') {
      this.#reconcile(HISTORY);
      return;
    }
    if (message.type === 'error') {
      if (this.chart.empty) this.#chartNote(message.detail ?? 'The stream refused this market.');
      return;
    }
    if (instrument !== this.#instrument) return;
    for (const data of asList(message.data)) {
      if (data.frame !== this.#frame) continue;
      if (data.kind === 'candle') {
        this.#pending.push({ ...data, live: true });
        this.drawMarket();
        if (data.closed) {
          this.#closedSince += 1;
          this.reconcile();
        }
      } else if (data.kind === 'fusion') {
        if (data.closed) this.judge();
        else {
          this.#forming = data;
          this.drawMarket();
        }
      }
    }
  }

  #drawMarket() {
    if (this.#forming) this.fusion.showForming(this.#forming);
    const moved = this.chart.merge(this.#pending);
    this.#pending = [];
    if (!moved) return;
    this.#chartNote('');
    this.chart.setSignals(this.signals.of(this.#instrument, this.#frame));
    const { last } = this.chart;
    if (!last) return;
    const price = byId('last-price');
    setText(price, decimal(last.close, this.scaleOfInstrument(this.#instrument)));
    // `time` tells that the candle moved (when, by this machine's clock); the event time is beside it.
    this.overview.setLast(this.#instrument, price.textContent);
    price.dataset.time = String(Date.now());
    price.dataset.openTime = String(last.open_time_ms);
    this.showTitle();
    this.#drawLegend();
  }

  /** The last price stands in the title while the market is in sight. */
  showTitle() {
    const { last } = this.chart;
    if (last && !byId('market-view').hidden) document.title = `${decimal(last.close, this.scaleOfInstrument(this.#instrument))} ${symbolOf(this.#instrument)} · Tickgrid`;
  }

  #drawLegend() {
    const bar = this.#hovered ?? this.chart.last;
    const scale = this.scaleOfInstrument(this.#instrument);
    const entries = bar
      ? [
          ['Bar', `${minuteTime(bar.open_time_ms)}${bar.closed ? '' : ' forming'}`],
          ['O', decimal(bar.open, scale)],
          ['H', decimal(bar.high, scale)],
          ['L', decimal(bar.low, scale)],
          ['C', decimal(bar.close, scale)],
          ['Vol', decimal(bar.volume, 3)],
          ['Trades', count(bar.trades)],
        ]
      : [];
    if (bar?.revision > 0) entries.push(['Revision', count(bar.revision)]);
    byId('bar-values').replaceChildren(...entries.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
    let cold = false;
    byId('average-legend').replaceChildren(
      ...AVERAGES.map(({ column, label }) => {
        const value = this.chart.averageAt(column, bar?.open_time_ms);
        cold ||= value === null;
        return h('li', { 'data-column': column }, h('i', { 'aria-hidden': 'true' }), `${label} ${value === null ? '—' : decimal(value.toFixed(scale), scale)}`);
      }),
    );
    if (cold && bar) byId('average-legend').append(h('li', { class: 'term' }, 'warming up'));
  }

  #chartNote(text) {
    const note = byId('chart-note');
    setText(note, text);
    note.hidden = text === '';
  }

  #showSource() {
    const simulated = this.#instruments.get(this.#instrument)?.simulated;
    const source = simulated ? 'SIMULATED: generated prices, no market.' : this.#feed ? `${capital(feedWords(this.#feed))}.` : '';
    setText(byId('chart-source'), `${source} Times are event times, UTC.`.trim());
  }

  async #loadFusion() {
    const [instrument, frame] = [this.#instrument, this.#frame];
    try {
      const fusion = await this.api.get(`/fusion/${pathSymbol(instrument)}`, { frame });
      if (this.#still(instrument, frame)) this.fusion.show(fusion);
    } catch (error) {
      if (!this.#still(instrument, frame)) return;
      if (error.status === 404) this.fusion.message(`No score of ${symbolOf(instrument)} ${frame} yet: the agents judge closed bars, and their indicators need some to warm up.`);
      else if (!isPassing(error)) this.fusion.message(this.#words(error, 'the fusion score'));
    }
  }

  /** What the deployment serves; where the frame that is shown is not among it, another takes its place. */
  #showFrames(frames = FIRST_FRAMES) {
    if (frames.join() === this.#frames.join()) return;
    this.#frames = frames;
    const frame = chooseFrame(frames, this.#frame);
    for (const label of document.querySelectorAll('#frame-picker label')) label.remove();
    byId('frame-picker').append(...frameChoices(frames, frame));
    if (this.#instrument && frame !== this.#frame) this.#select(this.#instrument, frame);
  }

  async #loadOverview() {
    try {
      const overview = await this.api.get('/market/overview');
      this.#showFrames(overview.frames);
      this.overview.show(overview);
      const mine = overview.instruments?.find(({ id }) => id === this.#instrument);
      const day = change(mine?.change_24h_pct);
      setText(byId('day-change'), `${day.text} in 24 h`);
      byId('day-change').className = `day-change ${day.tone}`;
    } catch (error) {
      if (!isPassing(error)) this.overview.fail(this.#words(error, 'the overview'));
    }
  }

  // Signals

  async #loadSignals() {
    try {
      const { items } = await this.api.get('/signals', { limit: 100 });
      this.#addSignals(items);
    } catch (error) {
      this.signals.fail(this.#words(error, 'signals'), !error.forbidden);
    }
  }

  async #loadMarketSignals() {
    const [instrument, frame] = [this.#instrument, this.#frame];
    try {
      const { items } = await this.api.get('/signals', { symbol: instrument.replaceAll('/', '-'), frame, limit: 200 });
      this.#addSignals(items);
    } catch {
      // The list beside the chart tells why signals cannot be read.
    }
  }

  #onSignals(message) {
    if (message.type === 'error') this.signals.fail(message.detail ?? 'The stream refused the signals.');
    else if (message.type === 'resync') this.#loadSignals();
    else this.#addSignals(asList(message.data), message.type === 'update');
  }

  #addSignals(signals, fresh = false) {
    this.signals.add(signals, fresh);
    if (signals.some((signal) => signal.instrument === this.#instrument && signal.frame === this.#frame)) {
      this.chart.setSignals(this.signals.of(this.#instrument, this.#frame));
    }
  }

  // Leader and followers

  async #startLeader() {
    try {
      const { items } = await this.api.get('/accounts', { limit: HISTORY });
      this.#leader = (items.find(({ kind }) => kind === 'leader') ?? { account_id: FIRST_LEADER }).account_id;
    } catch (error) {
      if (!error.forbidden) this.leader.fail(this.#words(error, 'accounts'));
      if (this.#stopped) return;
    }
    const on = (channel, apply, load) =>
      this.stream.subscribe(`${channel}:${this.#leader}`, (message) => {
        if (message.type === 'error') return; // the stream asks again, and REST tells why where it cannot be had
        this.#spoke.set(channel, performance.now());
        if (message.type === 'resync') load();
        else asList(message.data).forEach(apply);
      });
    on('trades', (order) => this.leader.addOrders([order]), () => this.#loadOrders());
    on('portfolio', (portfolio) => this.leader.showPortfolio(portfolio), () => this.#loadPortfolio());
    on('copy', (summary) => this.followers.show(summary), () => this.#loadSummary());
    this.#loadOrders();
    // The streams tell of fills; value follows the price, so what has been silent for a while is asked for.
    this.#every(5000, () => (this.#silent('portfolio') ? this.#loadPortfolio() : undefined));
    this.#every(5000, () => (this.#silent('copy') ? this.#loadSummary() : undefined));
  }

  /** Whether a channel has not spoken for a while; one that is forbidden is not asked for again (`Infinity`). */
  #silent(channel) {
    return performance.now() - (this.#spoke.get(channel) ?? -Infinity) > 4500;
  }

  async #loadOrders() {
    try {
      const { items } = await this.api.get('/orders', { account_id: this.#leader, limit: 100 });
      this.leader.addOrders(items);
    } catch (error) {
      this.leader.fail(this.#words(error, 'the orders of this leader'), !error.forbidden);
    }
  }

  async #loadPortfolio() {
    try {
      this.leader.showPortfolio(await this.api.get('/portfolio', { account_id: this.#leader }));
    } catch (error) {
      if (isPassing(error)) return;
      if (error.forbidden) this.#spoke.set('portfolio', Infinity);
      this.leader.refuse(this.#words(error, 'the leader’s portfolio'));
    }
  }

  async #loadSummary() {
    try {
      this.followers.show(await this.api.get('/copy/ledger/summary', { leader_account_id: this.#leader }));
    } catch (error) {
      if (isPassing(error)) return;
      if (error.forbidden) this.#spoke.set('copy', Infinity);
      this.followers.message(this.#words(error, 'the copy ledger of this leader'), !error.forbidden);
    }
  }

  // Health and connection

  async #loadHealth() {
    try {
      const health = await this.api.get('/health', {}, { anonymous: true });
      this.#feed = health.feed ?? null;
      this.feed.show(this.#feed);
      this.health.show(health);
      byId('app-view').dataset.reachable = 'yes';
      if (this.#instrument) this.#showSource();
    } catch (error) {
      const text = error.status === 0 ? 'The platform does not answer: these are its last figures' : error.message;
      byId('app-view').dataset.reachable = 'no';
      this.feed.fail(text);
      this.health.fail(text);
    }
  }

  #showConnection(state, detail = '') {
    this.#live = state === 'live';
    const element = byId('connection');
    element.dataset.state = state;
    element.title = detail;
    setText(byId('connection-text'), CONNECTION_WORDS[state]);
  }

  /** After a lost connection: channels resume by themselves, REST fills what conflation may have left out. */
  #catchUp() {
    this.#reconcile(HISTORY);
    this.judge();
    this.#loadSignals();
    this.#loadOrders();
  }
}

const asList = (data) => (Array.isArray(data) ? data : [data]);
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
