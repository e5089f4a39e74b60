/**
 * The fusion score: a ruler from -1 to 1 with the judged score as a bar and the forming one as a hollow mark, and every
 * agent's share as a signed bar on the same zero line.
 */

import { h, setText, svg } from '../dom.js';
import { minuteTime, percent, signed, words } from '../format.js';

const BASE_Y = 30;
/** A score's place on the ruler, in percent of its width. */
const at = (score) => ((Math.max(-1, Math.min(1, score)) + 1) / 2) * 100;
const pct = (value) => `${value.toFixed(2)}%`;
const TONES = { BUY: 'up', SELL: 'down', HOLD: 'hold' };
const GLYPHS = { BUY: '▲ BUY', SELL: '▼ SELL', HOLD: '■ HOLD' };

/** The end of the shares' axis: the smallest of these that holds every share, so that it seldom moves. */
export function shareAxis(shares) {
  const most = Math.max(0, ...shares.map(Math.abs));
  return [0.25, 0.5, 1].find((end) => most <= end) ?? 1;
}

export class FusionPanel {
  #judged = null;
  #rows = new Map();

  constructor(root, context) {
    this.context = context;
    this.score = h('strong', { class: 'score', 'data-testid': 'score' }, '—');
    this.recommendation = h('p', { class: 'recommendation', 'data-testid': 'recommendation' }, '—');
    this.side = h('p', { class: 'verdict-side' }, ' ');
    this.forming = h('p', { class: 'forming-line' });
    this.facts = h('p', { class: 'fusion-facts' });
    this.axis = h('span', {}, '');
    this.agents = h('ul', {});
    this.note = h('p', { class: 'note', hidden: true });
    this.fill = svg('rect', { class: 'fill', y: BASE_Y - 13, height: 13, x: '50%', width: 0 });
    this.needle = svg('svg', { x: '50%', y: BASE_Y - 13, overflow: 'visible', visibility: 'hidden' });
    this.needle.append(svg('path', { class: 'needle', d: 'M0 0l5.5-9h-11z' }));
    this.hollow = svg('circle', { class: 'forming', r: 4, cy: BASE_Y, visibility: 'hidden' });
    this.body = h(
      'div',
      {},
      h('div', { class: 'verdict' }, this.score, h('div', {}, this.recommendation, this.side)),
      h('div', { class: 'gauge' }, this.#ruler()),
      this.forming,
      this.facts,
      h('div', { class: 'agents' }, h('p', { class: 'agents-head' }, h('span', {}, 'Each agent’s share of the score'), this.axis), this.agents),
    );
    root.append(this.note, this.body);
  }

  #ruler() {
    // No view box: places are percentages, so that the ruler is as wide as its panel and its text keeps its shape.
    const ruler = svg('svg', { 'aria-hidden': 'true' });
    for (let step = -20; step <= 20; step += 1) {
      const major = step % 10 === 0;
      const x = pct(at(step / 20));
      ruler.append(svg('line', { class: major ? 'tick major' : 'tick', x1: x, x2: x, y1: BASE_Y, y2: BASE_Y + (major ? 9 : 5) }));
      if (major) {
        const place = step === -20 ? 'first' : step === 20 ? 'last' : '';
        ruler.append(svg('text', { class: place, x, y: BASE_Y + 23 }, step === 0 ? '0' : signed(step / 20, 1)));
      }
    }
    ruler.append(svg('line', { class: 'base', x1: 0, x2: '100%', y1: BASE_Y, y2: BASE_Y }), this.fill, this.needle, this.hollow);
    return ruler;
  }

  loading() {
    this.#judged = null;
    this.showForming(null);
    setText(this.score, '—');
    setText(this.recommendation, '—');
    setText(this.side, 'Asking …');
    setText(this.context, '');
    this.fill.setAttribute('width', '0');
    this.needle.setAttribute('visibility', 'hidden');
    this.facts.replaceChildren();
    this.message('');
  }

  /** Words in place of the panel's body; an empty text brings the body back. */
  message(text) {
    setText(this.note, text);
    this.note.hidden = text === '';
    this.body.hidden = text !== '';
  }

  /** The answer of `GET /fusion/{symbol}`: score, shares and reasons of one judgement. */
  show(fusion) {
    this.message('');
    this.#judged = fusion;
    const { score } = fusion;
    const tone = TONES[fusion.recommendation] ?? 'hold';
    setText(this.score, signed(score));
    this.score.className = `score ${tone}`;
    setText(this.recommendation, GLYPHS[fusion.recommendation] ?? String(fusion.recommendation ?? '—'));
    this.recommendation.className = `recommendation ${tone}`;
    setText(this.side, `confidence ${percent(fusion.confidence)}`);
    setText(
      this.context,
      `${fusion.closed === false ? 'forming bar' : 'judged on closed bar'} ${minuteTime(fusion.open_time_ms)} UTC, ${fusion.frame}`,
    );
    if (Number.isFinite(score)) {
      this.fill.setAttribute('x', pct(Math.min(at(0), at(score))));
      this.fill.setAttribute('width', pct(Math.abs(at(score) - at(0))));
      this.fill.setAttribute('class', `fill ${score < 0 ? 'down' : 'up'}`);
      this.needle.setAttribute('x', pct(at(score)));
      this.needle.setAttribute('visibility', 'visible');
    }
    this.facts.replaceChildren(
      ...[
        ['agreement', percent(fusion.agreement)],
        ['conflict', percent(fusion.conflict)],
        ['quorum', fusion.quorum ? 'met' : 'not met'],
        ['weights', `version ${fusion.weight_set_version ?? '—'}`],
      ].map(([name, value]) => h('span', {}, `${name} `, h('b', {}, value))),
    );
    this.#showAgents(fusion.opinions ?? []);
  }

  #showAgents(opinions) {
    const axis = shareAxis(opinions.map(({ share }) => share).filter(Number.isFinite));
    setText(this.axis, opinions.length ? `axis −${axis} to +${axis}` : '');
    const names = new Set(opinions.map(({ agent }) => agent));
    for (const [name, row] of this.#rows) {
      if (names.has(name)) continue;
      row.item.remove();
      this.#rows.delete(name);
    }
    for (const opinion of opinions) {
      if (!this.#rows.has(opinion.agent)) this.#rows.set(opinion.agent, this.#row(opinion.agent));
      const row = this.#rows.get(opinion.agent);
      const share = opinion.abstained || !Number.isFinite(opinion.share) ? 0 : opinion.share;
      row.bar.className = share < 0 ? 'down' : 'up';
      row.bar.style.transform = `scaleX(${(Math.max(-axis, Math.min(axis, share)) / axis).toFixed(4)})`;
      setText(row.share, opinion.abstained ? 'none' : signed(share, 3));
      row.share.className = `agent-share ${opinion.abstained ? 'term' : share < 0 ? 'down' : share > 0 ? 'up' : ''}`;
      const reasons = (opinion.reasons ?? []).join(' · ');
      setText(row.why, opinion.abstained ? `Abstained${reasons ? `: ${reasons}` : ': its indicators are still warming up'}` : reasons || 'No reason given');
      row.item.title = opinion.abstained ? '' : `direction ${signed(opinion.direction)}, confidence ${percent(opinion.confidence)}`;
    }
  }

  #row(agent) {
    const bar = h('span', { class: 'up' });
    const share = h('span', { class: 'agent-share' });
    const why = h('p', { class: 'agent-why' });
    const item = h('li', { class: 'agent', 'data-agent': agent }, h('span', { class: 'agent-name' }, words(agent)), h('span', { class: 'bar', 'aria-hidden': 'true' }, bar), share, why);
    this.agents.append(item);
    return { item, bar, share, why };
  }

  /** The score of the forming bar, which is shown but never acted upon; null takes it away. */
  showForming(fusion) {
    const newer = fusion && Number.isFinite(fusion.score) && (!this.#judged || fusion.open_time_ms > this.#judged.open_time_ms);
    this.hollow.setAttribute('visibility', newer ? 'visible' : 'hidden');
    if (newer) this.hollow.setAttribute('cx', pct(at(fusion.score)));
    setText(this.forming, newer ? `○ forming bar ${minuteTime(fusion.open_time_ms)}: ${signed(fusion.score)} ${fusion.recommendation ?? ''}, not acted upon` : '○ no forming bar yet');
  }
}
