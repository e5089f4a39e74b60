/** Health: jobs, the market ledger with its balance, dependencies and what the cluster says of itself. */

import { h, setText } from '../dom.js';
import { count, words } from '../format.js';

const GOOD = new Set(['up', 'ok', 'running', 'ready', 'healthy', 'completed']);
const WAITING = new Set(['starting', 'not_running', 'suspended', 'degraded', 'restarting', 'not_started', 'suspended_exporting_snapshot']);

function tone(status) {
  const text = String(status ?? '').toLowerCase();
  if (GOOD.has(text)) return 'ok';
  return WAITING.has(text) ? 'warn' : 'bad';
}

/** The ledger's two sides: in, the sum of used, late, duplicate and dead, and what is missing between them. */
export function balance(market) {
  const sum = ['used', 'late', 'duplicate', 'dead'].reduce((all, key) => all + Number(market[key] ?? 0), 0);
  return { sum, missing: Number(market.in ?? 0) - sum };
}

export class HealthPanel {
  constructor({ context, jobs, ledger, dependencies, cluster }) {
    Object.assign(this, { context, jobs, ledger, dependencies, cluster });
  }

  fail(text) {
    setText(this.context, text);
    this.context.classList.add('down');
  }

  show(health) {
    this.context.classList.remove('down');
    setText(this.context, `platform ${words(health.status).toLowerCase()}`);
    this.#showJobs(health.jobs ?? []);
    this.#showLedger(health.market);
    this.#showDependencies(health.dependencies ?? []);
    this.#showCluster(health.cluster);
  }

  #showJobs(jobs) {
    this.jobs.replaceChildren(
      ...jobs.map(({ name, status }) =>
        h('li', { 'data-testid': 'job-row', 'data-status': String(status) }, h('i', { class: `dot ${tone(status)}`, 'aria-hidden': 'true' }), h('span', {}, name), h('span', {}, words(status).toLowerCase())),
      ),
    );
    if (jobs.length === 0) this.jobs.append(h('li', {}, h('i', { class: 'dot warn', 'aria-hidden': 'true' }), h('span', {}, 'No job has been submitted yet.')));
  }

  #showLedger(market) {
    if (!market) {
      this.ledger.replaceChildren(h('p', {}, 'No counters yet.'));
      return;
    }
    const { missing } = balance(market);
    const parts = ['in', 'used', 'late', 'duplicate', 'dead'].flatMap((key, index) => {
      const cell = h('div', { 'data-ledger': key, 'data-count': market[key] }, h('span', { class: 'figure-term' }, key), h('span', { class: 'figure-value' }, count(market[key])));
      return index === 0 ? [cell] : [h('span', { class: 'op' }, index === 1 ? '=' : '+'), cell];
    });
    const verdict = missing === 0 ? h('span', { class: 'up' }, 'Balanced.') : h('span', { class: 'down' }, `Does not balance: ${count(Math.abs(missing))} ${missing > 0 ? 'unaccounted for' : 'too many'}.`);
    this.ledger.replaceChildren(
      h('div', { class: 'ledger-sum' }, ...parts),
      h('p', {}, verdict, ` Of the used, ${count(market.restated ?? 0)} came late and restated closed bars.`),
    );
  }

  #showDependencies(dependencies) {
    this.dependencies.replaceChildren(
      ...dependencies.map(({ name, status, latency_ms, detail }) =>
        h(
          'li',
          {},
          h('i', { class: `dot ${tone(status)}`, 'aria-hidden': 'true' }),
          h('span', {}, name),
          h('span', {}, Number.isFinite(latency_ms) ? `${words(status).toLowerCase()}, ${latency_ms < 10 ? latency_ms.toFixed(1) : latency_ms.toFixed(0)} ms` : words(status).toLowerCase()),
          detail ? h('span', { class: 'sub' }, detail) : null,
        ),
      ),
    );
  }

  #showCluster(cluster) {
    if (!cluster) {
      this.cluster.replaceChildren(h('p', {}, 'Not told.'));
      return;
    }
    const members = Array.isArray(cluster.members) ? cluster.members.length : Number(cluster.members);
    const noteWords = cluster.note || (cluster.split_brain_protection ? '' : 'No split-brain protection.');
    this.cluster.replaceChildren(
      h('p', {}, `${count(members)} of ${count(cluster.size)} ${Number(cluster.size) === 1 ? 'member' : 'members'}`),
      noteWords ? h('p', { class: cluster.split_brain_protection ? '' : 'warn-note' }, noteWords) : h('p', {}, 'Split-brain protection is on.'),
    );
  }
}
