/** Where the prices come from and where the feed stands. */

import { setText } from '../dom.js';
import { count, fullTime } from '../format.js';

/**
 * The feed in words. The year of the recording is known while the first pass runs, or when health tells
 * `recorded_from_ms`; later passes shift the event time by whole days.
 */
export function feedWords(feed) {
  const speed = Number(feed.speed) > 0 ? `replayed at ${Number(feed.speed)}×` : '';
  switch (String(feed.label ?? '').toLowerCase()) {
    case 'recorded': {
      const from = feed.recorded_from_ms ?? (Number(feed.loops) > 0 ? null : feed.event_time_ms);
      const year = from ? ` ${new Date(Number(from)).getUTCFullYear()}` : '';
      return [`recorded${year} trades`, speed].filter(Boolean).join(', ');
    }
    case 'simulated':
      return 'simulated trades';
    case 'live':
      return 'live trades';
    default:
      return 'no feed yet';
  }
}

/** Trade and pass of the tape; empty for a feed that has no end. */
export function feedPlace(feed) {
  if (!(Number(feed.total) > 0)) return '';
  const pass = Number(feed.loops) > 0 ? `, pass ${count(Number(feed.loops) + 1)} (event time shifted by whole days)` : '';
  return `trade ${count(feed.position)} of ${count(feed.total)}${pass}`;
}

export class FeedPanel {
  constructor({ label, detail, time, progress }) {
    Object.assign(this, { label, detail, time, progress });
  }

  fail(text) {
    setText(this.label, text);
    setText(this.detail, '');
  }

  show(feed) {
    if (!feed) {
      setText(this.label, 'no feed yet');
      return;
    }
    const text = feedWords(feed);
    setText(this.label, text.charAt(0).toUpperCase() + text.slice(1));
    const place = feedPlace(feed);
    setText(this.detail, place);
    setText(this.time, fullTime(feed.event_time_ms));
    this.progress.style.inlineSize = Number(feed.total) > 0 ? `${Math.min(100, (feed.position / feed.total) * 100).toFixed(2)}%` : '0';
  }
}
