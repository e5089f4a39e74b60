/** The view of copying: whose links are shown, and what its panels tell each other. */

import { byId, h, setText, attempt } from '../dom.js';
import { isOperator, mayTrade, problemWords, rolesOf } from '../errors.js';
import { DryRunPanel } from './dry-run.js';
import { LimitsPanel } from './limits.js';
import { LinkForm } from './link-form.js';
import { LinksPanel, linkQueries } from './links.js';
import { QualityPanel } from './quality.js';
import { SwitchStrip, SwitchesPanel } from './switches.js';

const PAGE = 500;
/** As many accounts as are offered to choose from; any other can be typed. */
const MOST_ACCOUNTS = 5000;
const SAID_MS = 15_000;
const LISTS = { accounts: 'account-ids', leaders: 'leader-ids', symbols: 'symbol-ids' };

export class Copying {
  #accounts = [];
  #instruments = [];
  #known = false;
  #shown = false;
  #started = false;
  #stopped = false;
  #saying = 0;

  constructor(api) {
    this.api = api;
    this.strip = new SwitchStrip({ api, root: byId('switch-strip') });
  }

  /** What every view has: the strip. */
  start() {
    this.#every(5000, () => this.strip.load());
  }

  stop() {
    this.#stopped = true;
  }

  /** The view comes into sight or leaves it. */
  show(shown) {
    this.#shown = shown;
    if (!shown) return;
    if (this.#started) this.refresh();
    else this.#begin();
  }

  async #begin() {
    this.#started = true;
    this.#make();
    await Promise.all([this.#loadAccounts(), this.#loadInstruments()]);
    if (this.#stopped) return;
    this.#offer();
    this.#chooseSide();
    this.#query();
    this.switches.list.load([{}]);
    this.limits.suggest(this.#own()?.account_id);
    this.form.suggest('follower_account_id', this.#own()?.account_id);
    this.#every(10_000, () => (this.#shown ? this.refresh() : undefined));
  }

  async #every(gapMs, job) {
    while (!this.#stopped) {
      await attempt(job);
      await new Promise((resolve) => setTimeout(resolve, document.hidden ? gapMs * 5 : gapMs));
    }
  }

  #make() {
    const { api } = this;
    const tell = (words, bad = false) => this.#tell(words, bad);
    const may = () => ({ writes: mayTrade(api.user), operator: isOperator(api.user), owns: (name) => this.#accounts.some(({ account_id }) => account_id === name) });
    this.form = new LinkForm({
      api, form: byId('link-form'), lists: LISTS,
      onInput: () => this.dryRun.showTarget(),
      onMade: (link) => this.#made(link),
    });
    this.dryRun = new DryRunPanel({
      api, lists: LISTS, linkForm: this.form, instruments: () => this.#instruments,
      elements: { form: byId('dry-run-form'), result: byId('dry-run-result'), of: byId('dry-run-of'), ofForm: byId('dry-run-form-instead') },
    });
    this.links = new LinksPanel({
      api, tell, elements: tableOf('links'),
      mayChange: ({ follower_account_id }) => may().writes && (may().operator || may().owns(follower_account_id)),
      onDryRun: (link) => this.dryRun.choose(link, true),
      onChanged: (link) => {
        this.dryRun.changed(link);
        this.quality.list.refresh();
      },
    });
    this.quality = new QualityPanel({ api, elements: tableOf('quality') });
    this.switches = new SwitchesPanel({ api, tell, may, lists: LISTS, elements: tableOf('switches'), form: byId('switch-form'), onChanged: () => this.strip.load() });
    this.switches.start();
    this.limits = new LimitsPanel({
      api, tell, lists: LISTS, mayWrite: () => may().writes, operator: () => may().operator,
      elements: { picker: byId('limits-picker'), form: byId('limits-form'), note: byId('limits-note'), table: byId('limits-table'), body: byId('limits-body'), facts: byId('limits-facts') },
    });
    const writes = may().writes;
    for (const id of ['link-form', 'dry-run-form', 'dry-run-target']) byId(id).hidden = !writes;
    setText(byId('link-form-note'), writes ? '' : `Your ${rolesOf(api.user)} may not set up links.`);
    setText(byId('dry-run-note'), writes ? '' : `Your ${rolesOf(api.user)} may not try links.`);
    byId('links-filter').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#query();
    });
    for (const radio of document.querySelectorAll('input[name="links-side"]')) radio.addEventListener('change', () => this.#query());
    byId('links-account').addEventListener('change', () => this.#query());
  }

  #own() {
    return this.#accounts.find(({ kind }) => kind !== 'leader') ?? null;
  }

  /** One question for all accounts; those of an operator may be thousands. */
  async #loadAccounts() {
    const note = byId('copying-note');
    try {
      const all = [];
      let cursor = null;
      do {
        const answer = await this.api.get('/accounts', { cursor, limit: PAGE });
        all.push(...answer.items);
        cursor = answer.next_cursor;
      } while (cursor && all.length < MOST_ACCOUNTS);
      this.#accounts = all;
      this.#known = true;
      setText(note, cursor ? `The first ${all.length} accounts are offered below; type the id of any other.` : '');
    } catch (error) {
      if (error.status === undefined) throw error;
      // What a role may not read is not asked for again.
      this.#known = error.forbidden;
      setText(note, error.forbidden ? '' : problemWords(error, 'the accounts', this.api.user));
    }
  }

  async #loadInstruments() {
    try {
      this.#instruments = (await this.api.get('/instruments', { limit: PAGE })).items;
    } catch (error) {
      if (error.status === undefined) throw error;
    }
  }

  #offer() {
    const choices = (list) => list.map(({ account_id, name }) => h('option', { value: account_id }, name && name !== account_id ? name : ''));
    byId(LISTS.accounts).replaceChildren(...choices(this.#accounts));
    byId(LISTS.leaders).replaceChildren(...choices(this.#accounts.filter(({ kind }) => kind === 'leader')));
    byId(LISTS.symbols).replaceChildren(...this.#instruments.map(({ id, name }) => h('option', { value: id }, name ?? '')));
  }

  /** Who owns leaders only wants to see who copies them. */
  #chooseSide() {
    const leads = this.#accounts.length > 0 && this.#accounts.every(({ kind }) => kind === 'leader');
    document.querySelector(`input[name="links-side"][value="${leads ? 'leader' : 'follower'}"]`).checked = true;
    byId('links-account').placeholder = isOperator(this.api.user) ? 'all of the tenant' : 'all of mine';
  }

  #query() {
    const account = byId('links-account').value.trim();
    const side = document.querySelector('input[name="links-side"]:checked').value;
    const operator = isOperator(this.api.user);
    byId('links-side').hidden = operator && !account;
    const queries = linkQueries({ account, side, accounts: this.#accounts, operator });
    // Who may not read accounts is told by the api what else is not for him.
    const asked = queries.length > 0 || mayTrade(this.api.user) ? queries : [{}];
    for (const { list } of [this.links, this.quality]) {
      if (this.#known || account) list.load(asked);
      else list.wait('Waiting for the accounts.');
    }
  }

  async refresh() {
    if (!this.#known) {
      await this.#loadAccounts();
      if (!this.#known) return;
      this.#offer();
      this.#chooseSide();
      this.#query();
    }
    await Promise.all([this.links.list.refresh(), this.quality.list.refresh(), this.switches.list.refresh()]);
  }

  #made(link) {
    this.links.list.put(link, true).querySelector('button')?.focus();
    this.dryRun.choose(link);
    this.#tell(`${link.follower_account_id} copies ${link.leader_account_id} from his next trade on.`);
  }

  #tell(words, bad = false) {
    const line = byId('copying-said');
    line.classList.toggle('bad', bad);
    setText(line, words);
    clearTimeout(this.#saying);
    // A failure stays until something else is done.
    if (!bad) this.#saying = setTimeout(() => setText(line, ''), SAID_MS);
  }
}

function tableOf(name) {
  return { table: byId(`${name}-table`), body: byId(`${name}-body`), note: byId(`${name}-note`), more: byId(`${name}-more`) };
}
