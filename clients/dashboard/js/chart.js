/**
 * The candle chart: candles, averages and signal markers of one instrument and frame, over lightweight-charts. It holds
 * the bars by open time, so that a restated bar takes the place of its older revision.
 */

import {
  CandlestickSeries,
  CrosshairMode,
  LineSeries,
  createChart,
  createSeriesMarkers,
} from '../vendor/lightweight-charts-5.2.1/lightweight-charts.standalone.production.mjs';
import { tokenColor } from './theme.js';

export const AVERAGES = [
  { column: 'ema_9', label: 'EMA 9', token: '--ema-9' },
  { column: 'ema_21', label: 'EMA 21', token: '--ema-21' },
  { column: 'ema_50', label: 'EMA 50', token: '--ema-50' },
];

/** At 300 times the speed a 1m frame closes five bars a second: beyond the most, the oldest go. */
const MOST_BARS = 4000;
const KEPT_BARS = 3000;
const SHOWN_BARS = 130;
const FEWEST_SHOWN_BARS = 40;
const BAR_WIDTH = 7;
/** Free places to the right of the newest bar, in bars. */
const RIGHT_OFFSET = 6;

export class CandleChart {
  #chart;
  #candles;
  #markers;
  #lines = new Map();
  #bars = new Map();
  #averages = new Map();
  #lastTime = -Infinity;
  #signals = [];
  #latestAsked = false;

  /** `onHover(candle | null)` tells which bar the crosshair stands on. */
  constructor(container, onHover) {
    this.#chart = createChart(container, {
      autoSize: true,
      layout: { attributionLogo: true, fontSize: 12 },
      crosshair: { mode: CrosshairMode.Normal },
      rightPriceScale: { scaleMargins: { top: 0.1, bottom: 0.08 }, minimumWidth: 76 },
      timeScale: { timeVisible: true, secondsVisible: false, rightOffset: RIGHT_OFFSET, minBarSpacing: 1.5, barSpacing: BAR_WIDTH },
      handleScroll: { vertTouchDrag: false },
    });
    this.#candles = this.#chart.addSeries(CandlestickSeries, {});
    for (const { column } of AVERAGES) {
      const line = this.#chart.addSeries(LineSeries, {
        lineWidth: 1.5,
        priceLineVisible: false,
        lastValueVisible: false,
        crosshairMarkerVisible: false,
      });
      this.#lines.set(column, line);
      this.#averages.set(column, new Map());
    }
    this.#markers = createSeriesMarkers(this.#candles, []);
    this.#chart.subscribeCrosshairMove((event) => {
      onHover(event.time === undefined ? null : (this.#bars.get(event.time * 1000) ?? null));
    });
    container.addEventListener('keydown', (event) => this.#key(event));
    this.applyTheme();
  }

  get empty() {
    return this.#bars.size === 0;
  }

  get last() {
    return this.#bars.get(this.#lastTime) ?? null;
  }

  /** Open times of the first and the last bar in view; null where none is. */
  get shown() {
    const range = this.#chart.timeScale().getVisibleRange();
    return range && { from: range.from * 1000, to: range.to * 1000 };
  }

  /** An average at a bar or, while that bar forms, at the last closed one before it; null while it is warming up. */
  averageAt(column, openTimeMs) {
    const values = this.#averages.get(column);
    if (values.has(openTimeMs)) return values.get(openTimeMs);
    let latest = -Infinity;
    for (const time of values.keys()) if (time < openTimeMs && time > latest) latest = time;
    return values.get(latest) ?? null;
  }

  clear() {
    this.#bars.clear();
    this.#signals = [];
    for (const values of this.#averages.values()) values.clear();
    this.#lastTime = -Infinity;
    this.#redraw();
  }

  setPrecision(scale) {
    const priceFormat = { type: 'price', precision: scale, minMove: 10 ** -scale };
    this.#candles.applyOptions({ priceFormat });
    for (const line of this.#lines.values()) line.applyOptions({ priceFormat });
  }

  /** Merges candles of any order; an older revision never replaces a newer one. Returns whether anything moved. */
  merge(candles) {
    const first = this.empty;
    const lastTime = this.#lastTime;
    const fillsIn = candles.some(({ open_time_ms: time }) => time < lastTime && !this.#bars.has(time));
    const taken = candles.filter((candle) => this.#take(candle));
    if (taken.length === 0) return false;
    // Updates leave the reader's place alone; only a bar that comes to exist among older ones, or none any more, needs all
    // drawn anew.
    if (first || fillsIn || taken.some(({ trades }) => trades === 0)) {
      this.#redraw();
    } else {
      taken.sort((a, b) => a.open_time_ms - b.open_time_ms);
      for (const candle of taken) this.#candles.update(point(candle), candle.open_time_ms < lastTime);
      this.#trim();
    }
    if (first) this.showLatest();
    return true;
  }

  #take(candle) {
    const old = this.#bars.get(candle.open_time_ms);
    if (old && !supersedes(candle, old)) return false;
    if (candle.trades === 0) {
      // Its trades were busted: there is no such bar.
      if (!this.#bars.delete(candle.open_time_ms)) return false;
      this.#lastTime = Math.max(-Infinity, ...this.#bars.keys());
      return true;
    }
    this.#bars.set(candle.open_time_ms, candle);
    this.#lastTime = Math.max(this.#lastTime, candle.open_time_ms);
    return true;
  }

  #trim() {
    if (this.#bars.size <= MOST_BARS) return;
    const times = [...this.#bars.keys()].sort((a, b) => a - b);
    for (const time of times.slice(0, times.length - KEPT_BARS)) {
      this.#bars.delete(time);
      for (const values of this.#averages.values()) values.delete(time);
    }
    this.#redraw();
  }

  #redraw() {
    const times = [...this.#bars.keys()].sort((a, b) => a - b);
    const scale = this.#chart.timeScale();
    const place = !this.#latestAsked && scale.scrollPosition() < 0 ? scale.getVisibleRange() : null;
    this.#candles.setData(times.map((time) => point(this.#bars.get(time))));
    this.#drawAverages();
    this.setSignals(this.#signals);
    if (place && times.length > 0) scale.setVisibleRange(place);
  }

  /** Rows of the indicator history, any order. Only bars that the chart holds are drawn. */
  mergeAverages(rows) {
    for (const row of rows) {
      for (const [column, values] of this.#averages) {
        const value = row.values?.[column];
        if (Number.isFinite(value)) values.set(row.open_time_ms, value);
      }
    }
    this.#drawAverages();
  }

  #drawAverages() {
    for (const [column, line] of this.#lines) {
      const values = this.#averages.get(column);
      const times = [...values.keys()].filter((time) => this.#bars.has(time)).sort((a, b) => a - b);
      line.setData(times.map((time) => ({ time: time / 1000, value: values.get(time) })));
    }
  }

  /** Signals of this instrument and frame; a marker stands on the bar that was judged. */
  setSignals(signals) {
    this.#signals = signals;
    const shown = signals
      .filter((signal) => this.#bars.has(signal.open_time_ms))
      .sort((a, b) => a.open_time_ms - b.open_time_ms);
    this.#markers.setMarkers(
      shown.map(({ open_time_ms, side }) => ({
        time: open_time_ms / 1000,
        position: side === 'BUY' ? 'belowBar' : 'aboveBar',
        shape: side === 'BUY' ? 'arrowUp' : 'arrowDown',
        color: side === 'BUY' ? this.up : this.down,
        size: 1.4,
        text: side,
      })),
    );
  }

  /**
   * Shows the newest bars, and those that come after them. The chart does so with its next picture only, so the place is
   * told relative to the newest bar: more bars may come before that.
   */
  showLatest() {
    const scale = this.#chart.timeScale();
    const width = scale.width();
    const shown = Math.min(SHOWN_BARS, Math.max(FEWEST_SHOWN_BARS, Math.floor(width / BAR_WIDTH)));
    scale.applyOptions({ barSpacing: width > 0 ? width / shown : BAR_WIDTH });
    scale.scrollToPosition(RIGHT_OFFSET, false);
    this.#latestAsked = true;
    requestAnimationFrame(() => {
      this.#latestAsked = false;
    });
  }

  applyTheme() {
    const [ink, muted, sheet, grid, line] = ['--ink', '--muted', '--sheet', '--grid', '--line'].map(tokenColor);
    this.up = tokenColor('--up');
    this.down = tokenColor('--down');
    this.#chart.applyOptions({
      layout: { background: { color: sheet }, textColor: ink, fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { vertLines: { color: grid }, horzLines: { color: grid } },
      crosshair: { vertLine: { color: muted, labelBackgroundColor: muted }, horzLine: { color: muted, labelBackgroundColor: muted } },
      rightPriceScale: { borderColor: line },
      timeScale: { borderColor: line },
    });
    const { up, down } = this;
    this.#candles.applyOptions({
      upColor: up, downColor: down, borderUpColor: up, borderDownColor: down, wickUpColor: up, wickDownColor: down,
    });
    for (const { column, token } of AVERAGES) this.#lines.get(column).applyOptions({ color: tokenColor(token) });
    this.setSignals(this.#signals);
  }

  #key(event) {
    const scale = this.#chart.timeScale();
    const range = scale.getVisibleLogicalRange();
    if (!range || event.ctrlKey || event.metaKey || event.altKey) return;
    const width = range.to - range.from;
    const move = (from, to) => scale.setVisibleLogicalRange({ from, to });
    if (event.key === 'ArrowLeft') move(range.from - width * 0.1, range.to - width * 0.1);
    else if (event.key === 'ArrowRight') move(range.from + width * 0.1, range.to + width * 0.1);
    else if (event.key === '+' || event.key === '=') move(range.from + width * 0.15, range.to);
    else if (event.key === '-') move(range.from - width * 0.18, range.to);
    else if (event.key === 'End') this.showLatest();
    else return;
    event.preventDefault();
  }
}

function point({ open_time_ms, open, high, low, close }) {
  return { time: open_time_ms / 1000, open: Number(open), high: Number(high), low: Number(low), close: Number(close) };
}

/**
 * Whether `candle` says something newer than `old` about the same bar. An answer of REST may be older than what the
 * stream has told meanwhile: at the same revision only a closed bar or one of more trades is newer. What the stream tells
 * (`live`) comes in its order, and a corrected bar may have fewer trades.
 */
export function supersedes(candle, old) {
  if (candle.revision !== old.revision) return candle.revision > old.revision;
  if (old.closed) return false;
  return candle.closed || Boolean(candle.live) || candle.trades > old.trades;
}
