/** How well each link copies each instrument: delay, slippage against the leader, size error. */

import { h } from '../dom.js';
import { count, decimal, symbolOf } from '../format.js';
import { PagedTable } from '../pages.js';

/** A measure to so many places. What is not nothing does not look like nothing: `<0.01`. */
export function measure(value, places) {
  const text = decimal(value, places);
  if (value === null || value === undefined || Number(value) === 0 || /[1-9]/.test(text)) return text;
  const least = `0.${'0'.repeat(places - 1)}1`;
  return Number(value) > 0 ? `<${least}` : `>\u2212${least}`;
}

/** Measures are shown to so many places, with the exact number as the cell's title; quantities as the api writes them. */
export const COLUMNS = [
  { key: 'fills', show: (value) => count(value ?? null) },
  { key: 'delay_ms_median', show: (value) => measure(value, 1) },
  { key: 'delay_ms_p95', show: (value) => measure(value, 1) },
  { key: 'delay_ms_max', show: (value) => measure(value, 1) },
  { key: 'slippage_bps', show: (value) => measure(value, 2) },
  { key: 'intended_quantity', show: (value) => value ?? '—' },
  { key: 'held_quantity', show: (value) => value ?? '—' },
  { key: 'size_error_percent', show: (value) => measure(value, 2) },
];

export class QualityPanel {
  constructor({ api, elements }) {
    this.list = new PagedTable({
      ...elements,
      key: ({ link_id, instrument }) => `${link_id} ${instrument}`,
      row: (quality) => row(quality),
      ask: (query) => api.get('/copy/quality', query),
      what: 'the quality of copying',
      empty: 'No fill of these links yet: quality is measured from the first one on.',
      user: () => api.user,
    });
  }
}

const venueOf = (instrument) => (instrument.includes(':') ? instrument.slice(0, instrument.indexOf(':')) : '');

function row({ follower_account_id, leader_account_id, instrument }) {
  const cells = COLUMNS.map(() => h('td', { class: 'num' }));
  const element = h('tr', { 'data-testid': 'quality-row' }, h('td', { class: 'who' }, h('strong', {}, follower_account_id), h('span', { class: 'sub' }, `copies ${leader_account_id}`)), h('td', { class: 'instrument' }, symbolOf(instrument), h('span', { class: 'sub' }, venueOf(instrument))), ...cells);
  const show = (quality) =>
    COLUMNS.forEach(({ key, show: text }, index) => {
      const value = quality[key];
      cells[index].textContent = text(value);
      if (value === null || value === undefined) cells[index].removeAttribute('title');
      else cells[index].title = String(value);
    });
  return { element, show };
}
