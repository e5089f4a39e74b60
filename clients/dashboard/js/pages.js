/** Lists that come in pages behind cursors: read as far as asked for, never cut in silence. */

import { setNote } from './dom.js';
import { isPassing, problemWords } from './errors.js';
import { count } from './format.js';
import { busy } from './forms.js';

const PAGE = 50;
/** A list made of many questions, one for each account, rests after so many; the reader may ask for more. */
const MOST_REQUESTS = 20;

/** Several queries one after the other, each with its pages, as one list. */
export class Pages {
  #queries;
  #cursor = null;
  #found = [];

  /** `ask(query)` answers `{ items, next_cursor }`. */
  constructor(ask, queries, size = PAGE) {
    this.ask = ask;
    this.size = size;
    this.asked = 0;
    this.#queries = [...queries];
  }

  get done() {
    return this.#queries.length === 0;
  }

  /** Items until there are `least`, the list ends, or `most` requests were made. What came before an error is not lost. */
  async next(least = this.size, most = MOST_REQUESTS) {
    for (let n = 0; n < most && this.#found.length < least && !this.done; n += 1) {
      const { items = [], next_cursor } = await this.ask({ ...this.#queries[0], cursor: this.#cursor, limit: this.size });
      this.asked += 1;
      this.#found.push(...items);
      this.#cursor = next_cursor ?? null;
      if (!this.#cursor) this.#queries.shift();
    }
    return this.#found.splice(0);
  }
}

/**
 * Rows of a table that is read in pages, with its states in words. A row's element is made once and brought up to date
 * afterwards, so that a button in it keeps the focus.
 */
export class PagedTable {
  #rows = new Map();
  #pinned = new Set();
  #pages = null;
  #turn = 0;
  #queries = [];
  #forbidden = false;

  /** `row(item)` gives `{ element, show(item) }`; `what` and `empty` are words. */
  constructor({ table, body, note, more, key, row, ask, what, empty, user }) {
    Object.assign(this, { table, body, note, more, key, row, ask, what, empty, user });
    more.addEventListener('click', () => this.loadMore());
  }

  get items() {
    return [...this.#rows.values()].map(({ item }) => item);
  }

  /** Begins anew with other queries. */
  async load(queries) {
    this.#queries = queries;
    this.#forbidden = false;
    this.#turn += 1;
    this.#rows.clear();
    this.#pinned.clear();
    this.#pages = null;
    this.body.replaceChildren();
    this.table.hidden = true;
    this.more.hidden = true;
    setNote(this.note, `Asking for ${this.what} …`);
    await this.#read(this.#turn, new Pages(this.ask, queries), { least: PAGE });
  }

  /** Words in place of rows that cannot be asked for yet. */
  wait(words) {
    this.#turn += 1;
    this.#drop(new Set());
    this.#pages = null;
    this.table.hidden = true;
    this.more.hidden = true;
    setNote(this.note, words);
  }

  async loadMore() {
    const shown = this.#rows.size;
    await busy(this.more, () => this.#read(this.#turn, this.#pages, { least: PAGE, append: true }));
    // The button may be gone: whoever pressed it goes on at the first row that it brought, or at the list.
    if (this.more.hidden) ([...this.#rows.values()][shown]?.element.querySelector('button') ?? this.table.parentElement).focus();
  }

  /** The same rows again, as they are now. */
  async refresh() {
    // What is forbidden is not asked for again and again.
    if (this.#forbidden || this.more.getAttribute('aria-disabled') === 'true') return;
    if (this.#pages === null) await this.load(this.#queries);
    else await this.#read(this.#turn, new Pages(this.ask, this.#queries), { least: Math.max(PAGE, this.#rows.size), most: Math.max(MOST_REQUESTS, this.#pages.asked) });
  }

  /** One item that has changed or is new; `first` puts a new one before all others, where it stays. */
  put(item, first = false) {
    const key = this.key(item);
    const known = this.#rows.get(key);
    if (known) {
      known.item = item;
      known.show(item);
      return known.element;
    }
    const made = { ...this.row(item), item };
    made.show(item);
    this.#rows.set(key, made);
    if (first) {
      this.#pinned.add(key);
      this.body.prepend(made.element);
    } else {
      this.body.append(made.element);
    }
    this.#say();
    return made.element;
  }

  async #read(turn, pages, { least, most, append = false }) {
    try {
      const items = await pages.next(least, most);
      if (turn !== this.#turn) return;
      this.#pages = pages;
      if (!append) this.#drop(new Set(items.map(this.key)));
      items.forEach((item) => this.put(item));
      this.#say();
    } catch (error) {
      if (turn === this.#turn) this.#fail(error);
    }
  }

  #drop(kept) {
    for (const [key, { element }] of this.#rows) {
      if (kept.has(key) || this.#pinned.has(key)) continue;
      element.remove();
      this.#rows.delete(key);
    }
  }

  #say() {
    const { size } = this.#rows;
    const open = this.#pages && !this.#pages.done;
    this.table.hidden = size === 0;
    this.more.hidden = !open;
    this.more.textContent = size === 0 ? 'Look further' : `Show more than these ${count(size)}`;
    setNote(this.note, size > 0 ? '' : open ? 'None so far; not all accounts were asked.' : this.empty);
  }

  #fail(error) {
    const words = problemWords(error, this.what, this.user());
    this.#forbidden = Boolean(error.forbidden);
    this.more.hidden = !(this.#pages && !this.#pages.done && this.#rows.size > 0);
    setNote(this.note, isPassing(error) && this.#rows.size > 0 ? 'The platform does not answer: these are its last words.' : words, !error.forbidden);
  }
}
