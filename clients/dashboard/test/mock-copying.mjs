/** Invented accounts, copy links, their quality, kill switches and limits, with the refusals of the real api. */

const MODES = ['percent', 'multiplier', 'equity_ratio', 'balance_ratio', 'fixed', 'fixed_amount', 'risk_percent'];
const DECIMAL = /^[0-9]+(\.[0-9]+)?$/;
const LIMITS = {
  max_position_percent: [0.1, 10], max_exposure: [0.00000001, 90000000000], max_daily_loss_percent: [0.1, 50], max_drawdown_percent: [0.5, 90],
  max_leverage: [0.1, 20], price_band_percent: [0.1, 50], max_orders_per_minute: [1, 10000],
};
const PRESETS = {
  conservative: ['2', null, '1', '5', '0.5', '1', 10],
  balanced: ['5', null, '3', '10', '1', '2', 30],
  aggressive: ['10', null, '5', '20', '2', '5', 120],
};
const DECIMALS = ['max_quantity', 'max_cost', 'max_position', 'min_quantity', 'min_cost', 'max_slippage'];
const BTC = 'BITSTAMP:BTC/USD';
const HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)>';

export class MockCopying {
  #made = 0;

  /** `refuse(status, code, detail)` throws; `hostile` has 300 links, long names and markup in them. */
  constructor({ instruments, market, refuse, hostile = false }) {
    Object.assign(this, { instruments, market, refuse });
    const account = (account_id, owner, kind, name = account_id, cash = '10000.5') => ({ account_id, owner, name, kind, currency: 'USD', cash });
    this.accounts = [
      account('leader-1', 'trader', 'leader', 'Demo leader', '100000'),
      account('own-1', 'trader', 'own', hostile ? HOSTILE : 'Own account'),
      account('own-2', 'trader', 'follower', 'Follower of leader-1', '9007199254740993.12345678'),
      account('partner-1', 'partner', 'own'),
      ...Array.from({ length: 20 }, (_, n) => account(`follower-${String(n + 1).padStart(4, '0')}`, 'follower', 'follower', `Follower ${n + 1}`)),
    ];
    this.links = [
      this.#link({ id: 'link-1', follower_account_id: 'own-2', mode: 'percent', value: '25', max_cost: '2000', intended: { [BTC]: '3.125000000000001', 'SIM:ALPHA/USD': '-12.5' } }),
      ...this.accounts.filter(({ owner }) => owner === 'follower').map(({ account_id }, n) => this.#link({
        id: `link-${account_id}`, follower_account_id: account_id, mode: MODES[n % 7], value: String(n + 0.5), status: n % 6 === 5 ? 'PAUSED' : n % 9 === 8 ? 'CLOSED' : 'ACTIVE', reverse: n % 10 === 4, intended: n % 3 ? { [BTC]: `0.${n}` } : {},
      })),
    ];
    if (hostile) {
      this.links = Array.from({ length: 300 }, (_, n) => this.#link({
        id: `link-${String(n).padStart(3, '0')}`, follower_account_id: 'own-1', leader_account_id: n === 0 ? HOSTILE : `leader-${'long-name-'.repeat(9)}${n}`, mode: MODES[n % 7], value: '92233720368.54775807',
        max_quantity: '0.00000001', allowed_symbols: [HOSTILE, BTC], intended: n % 2 ? {} : { [HOSTILE]: '-92233720368.547758070000000001' },
      }));
    }
    this.switches = [
      { scope: 'account', name: 'follower-0003', on: false, by_operator: true, reason: 'calm again', changed_by: 'operator', changed_at_ms: Date.UTC(2026, 0, 5, 9, 30) },
    ];
    if (hostile) this.switches = Array.from({ length: 120 }, (_, n) => ({ scope: 'account', name: `own-${n}`, on: true, by_operator: n % 2 === 0, reason: n ? 'r'.repeat(500) : HOSTILE, changed_by: HOSTILE, changed_at_ms: Date.UTC(2026, 0, 5) + n }));
    this.limits = new Map([['own-2', { ...this.#limits('own-2', 'balanced'), by_operator: true, changed_by: 'operator', changed_at_ms: Date.UTC(2026, 0, 4, 12), day_equity: '10000.5', peak_equity: '10400' }]]);
    this.operators = new Map([['own-2', this.limits.get('own-2')]]);
  }

  #link(fields) {
    return {
      leader_account_id: 'leader-1', reverse: false, max_quantity: null, max_cost: null, max_position: null, min_quantity: null, min_cost: null, max_slippage: null,
      max_open_trades: null, below_minimum: 'skip', allowed_symbols: [], blocked_symbols: [], status: 'ACTIVE', intended: {}, ...fields,
    };
  }

  visible(user, id) {
    return this.accounts.find(({ account_id, owner }) => account_id === id && (user === 'operator' || owner === user)) ?? this.refuse(404, 'not_found', `no account "${id}"`);
  }

  /** The answer of a path under `/accounts`, `/copy` or `/risk`; undefined for one that is not here. */
  route({ method, path, query, body, user }) {
    const allowed = (...roles) => roles.includes(user) || this.refuse(403, 'forbidden', 'this is not allowed');
    const page = (items) => {
      const limit = Number(query.get('limit') ?? 100);
      const from = Number(query.get('cursor') ?? 0);
      return { items: items.slice(from, from + limit), next_cursor: items.length > from + limit ? String(from + limit) : null };
    };
    if (path === '/accounts') {
      allowed('partner', 'trader', 'operator');
      return page(this.accounts.filter(({ owner }) => user === 'operator' || owner === user));
    }
    if (path === '/portfolio' && query.get('account_id') !== 'leader-1') {
      allowed('trader', 'operator');
      const { account_id, name, currency, cash } = this.visible(user, query.get('account_id'));
      return { account_id, name, currency, cash, equity: cash, positions: [], as_of_ms: 0 };
    }
    if (path === '/copy/links' && method === 'POST') return allowed('trader', 'operator') && this.#create(body, user);
    if (path === '/copy/links' || path === '/copy/quality') {
      allowed('trader', 'operator');
      const links = this.#asked(query, user);
      return page(path === '/copy/links' ? links : links.flatMap((link, n) => quality(link, n)));
    }
    const change = /^\/copy\/links\/([^/]+)\/(pause|resume|close)$/.exec(path);
    if (change) return allowed('trader', 'operator') && this.#change(decodeURIComponent(change[1]), change[2], user);
    if (path === '/copy/dry-run') return allowed('trader', 'operator') && this.#dryRun(body, user);
    if (path === '/copy/simulate') return allowed('partner', 'trader', 'operator') && this.#simulate(body);
    if (path === '/risk/kill-switches') {
      allowed('partner', 'trader', 'operator');
      const own = (name) => this.accounts.some(({ account_id, owner }) => account_id === name && owner === user);
      return page(this.switches.filter(({ scope, name }) => user === 'operator' || ['all', 'instrument'].includes(scope) || own(name) || name.startsWith('own-')).map((each) => ({ ...each, changed_by: user === 'operator' || !['all', 'instrument'].includes(each.scope) ? each.changed_by : null })));
    }
    if (path.startsWith('/risk/kill-switches/')) return allowed('trader', 'operator') && this.#switch(path.slice('/risk/kill-switches/'.length), body, user);
    if (path.startsWith('/risk/limits/')) {
      const { account_id } = this.visible(user, decodeURIComponent(path.slice('/risk/limits/'.length)));
      if (method === 'PUT') return allowed('trader', 'operator') && this.#setLimits(account_id, body, user);
      allowed('partner', 'trader', 'operator');
      return this.limits.get(account_id) ?? this.#limits(account_id, null);
    }
    return undefined;
  }

  #asked(query, user) {
    const leader = query.get('leader_account_id');
    const follower = query.get('follower_account_id');
    if (!leader && !follower && user !== 'operator') this.refuse(400, 'invalid_request', 'expected leader_account_id or follower_account_id, got neither');
    if (leader || follower) this.visible(user, leader ?? follower);
    return this.links.filter((link) => (!leader || link.leader_account_id === leader) && (!follower || link.follower_account_id === follower));
  }

  #decimal(field, text) {
    if (!DECIMAL.test(text ?? '')) this.refuse(400, 'invalid_request', `${field} must be a positive decimal as text, such as "0.5", was ${text === undefined ? 'nothing' : `"${text}"`}`);
  }

  #create(body, user) {
    const invalid = (detail) => this.refuse(400, 'invalid_request', detail);
    for (const field of ['leader_account_id', 'follower_account_id']) if (!/^[\w.:|/@-]{1,128}$/.test(body[field] ?? '')) invalid(`${field} must be 1 to 128 letters, digits and .:|/@_-, was "${body[field]}"`);
    if (body.leader_account_id === body.follower_account_id) invalid(`an account cannot copy itself: ${body.leader_account_id}`);
    if (!MODES.includes(body.mode)) invalid(`mode must be one of [${MODES.join(', ')}], was "${body.mode}"`);
    const value = body.value ?? (body.mode === 'percent' ? '100' : undefined);
    this.#decimal('value', value);
    for (const field of DECIMALS) if (body[field] !== undefined) this.#decimal(field, body[field]);
    if (body.max_open_trades !== undefined && !(body.max_open_trades >= 1 && body.max_open_trades <= 10_000)) invalid(`max_open_trades must be a whole number in [1, 10000], was ${body.max_open_trades}`);
    for (const field of ['allowed_symbols', 'blocked_symbols']) {
      for (const name of body[field] ?? []) if (!this.#instrument(name)) this.refuse(404, 'invalid_symbol', `${field}: expected an instrument such as BITSTAMP:BTC-USD or BTC-USD, got "${name}"`);
    }
    if (Number(body.min_quantity) > Number(body.max_quantity)) invalid(`min_quantity must be at most max_quantity, were ${body.min_quantity} and ${body.max_quantity}`);
    this.visible(user, body.follower_account_id);
    if (!this.accounts.some(({ account_id }) => account_id === body.leader_account_id)) this.refuse(404, 'not_found', `no account "${body.leader_account_id}"`);
    if (!body.leader_account_id.startsWith('leader')) invalid(`leader_account_id must be of a leader, "${body.leader_account_id}" is none`);
    if (this.#open(body)) this.refuse(409, 'conflict', `"${body.follower_account_id}" copies "${body.leader_account_id}" already`);
    this.#made += 1;
    const link = this.#link({ ...body, id: `made-${this.#made}`, value });
    this.links.push(link);
    return link;
  }

  #open({ leader_account_id, follower_account_id }) {
    return this.links.find((link) => link.leader_account_id === leader_account_id && link.follower_account_id === follower_account_id && link.status !== 'CLOSED');
  }

  #change(id, name, user) {
    const link = this.links.find((each) => each.id === id);
    if (!link || (user !== 'operator' && this.accounts.find(({ account_id }) => account_id === link.follower_account_id)?.owner !== user)) this.refuse(404, 'not_found', `no copy link "${id}"`);
    const status = { pause: 'PAUSED', resume: 'ACTIVE', close: 'CLOSED' }[name];
    if (link.status === 'CLOSED' && status !== 'CLOSED') this.refuse(409, 'conflict', `the copy link "${id}" is closed`);
    link.status = status;
    return link;
  }

  #instrument(name) {
    const wanted = String(name ?? '').replaceAll('-', '/');
    return this.instruments.find(({ id, symbol }) => id === wanted || symbol === wanted);
  }

  #dryRun(body, user) {
    const instrument = this.#instrument(body.symbol) ?? this.refuse(404, 'invalid_symbol', `expected an instrument such as BITSTAMP:BTC-USD or BTC-USD, got "${body.symbol}"`);
    if (!['BUY', 'SELL'].includes(body.side)) this.refuse(400, 'invalid_request', `side must be one of [BUY, SELL], was "${body.side}"`);
    this.#decimal('quantity', body.quantity);
    this.visible(user, body.follower_account_id);
    const link = this.#open(body) ?? this.refuse(404, 'not_found', `"${body.follower_account_id}" has no open link to "${body.leader_account_id}"`);
    const result = this.#sized(link, body);
    const last = this.market.overview().instruments.find(({ id }) => id === instrument.id).last;
    return {
      leader_account_id: link.leader_account_id, follower_account_id: link.follower_account_id, link_id: link.id, instrument: instrument.id, side: body.side, price: body.price ?? last,
      ...result, intended_quantity: result.quantity, held_quantity: '0',
    };
  }

  #simulate({ leader_event: event, followers }) {
    if (followers[0].link.mode === 'risk_percent' && !event.stop_price) return [{ follower: 'follower', side: event.side, quantity: '0', outcome: 'rejected', code: 'stop_required' }];
    return followers.map(({ id, link }) => ({ follower: id, side: event.side, ...this.#sized({ status: 'ACTIVE', ...link }, event) }));
  }

  /** Enough of the sizing to look at. */
  #sized(link, { quantity }) {
    if (link.status === 'PAUSED') return { quantity: '0', outcome: 'skipped', code: 'link_inactive' };
    const wanted = link.mode === 'percent' ? (Number(quantity) * Number(link.value)) / 100 : link.mode === 'fixed' ? Number(link.value) : Number(quantity) * Number(link.value);
    const most = link.max_quantity ? Number(link.max_quantity) : Infinity;
    return { quantity: String(Math.min(wanted, most)), outcome: 'order', code: wanted > most ? 'max_quantity' : null };
  }

  #switch(target, { on, reason }, user) {
    const [scope, ...rest] = target.split('/').map(decodeURIComponent);
    const name = scope === 'all' ? null : rest.join('/');
    if (scope !== 'account' && user !== 'operator') this.refuse(403, 'forbidden', `a kill switch of scope ${scope} needs the role OPERATOR; others set that of an own account`);
    const known = scope === 'instrument' ? this.#instrument(name)?.id : scope === 'all' ? null : this.accounts.find(({ account_id, owner }) => account_id === name && (user === 'operator' || owner === user))?.account_id;
    if (known === undefined) this.refuse(404, scope === 'instrument' ? 'invalid_symbol' : 'not_found', scope === 'instrument' ? `expected an instrument such as BITSTAMP:BTC-USD or BTC-USD, got "${name}"` : `expected an account of the ${user === 'operator' ? 'tenant' : 'caller'}, got "${name}"`);
    const old = this.switches.find((each) => each.scope === scope && each.name === known);
    if (old?.on && !on && old.by_operator && user !== 'operator') this.refuse(403, 'forbidden', `an operator set the kill switch of ${scope} ${name}, only operators lift it`);
    const now = { scope, name: known, on, by_operator: user === 'operator', reason, changed_by: user, changed_at_ms: Date.now() };
    if (old) Object.assign(old, now);
    else this.switches.push(now);
    return now;
  }

  #limits(account_id, preset, values = PRESETS[preset] ?? []) {
    return {
      account_id, preset, ...Object.fromEntries(Object.keys(LIMITS).map((field, n) => [field, values[n] ?? null])),
      by_operator: false, changed_by: null, changed_at_ms: null, day_equity: null, peak_equity: null,
    };
  }

  #setLimits(account_id, body, user) {
    const fields = Object.keys(LIMITS);
    const from = PRESETS[body.preset] ?? [];
    const values = fields.map((field, n) => {
      const typed = body[field];
      if (typed === undefined) return from[n] ?? null;
      const [least, most] = LIMITS[field];
      if (field !== 'max_orders_per_minute' && !DECIMAL.test(typed)) this.refuse(400, 'invalid_request', `${field} must be a decimal as text, such as "2.5", 0 for no limit or in [${least}, ${most}], was "${typed}"`);
      if (Number(typed) !== 0 && (Number(typed) < least || Number(typed) > most)) this.refuse(400, 'invalid_request', `${field} must be 0 for no limit or in [${least}, ${most}], was ${typed}`);
      return Number(typed) === 0 ? null : typed;
    });
    const set = this.operators.get(account_id);
    if (user !== 'operator' && set) {
      fields.forEach((field, n) => {
        if (set[field] !== null && (values[n] === null || Number(values[n]) > Number(set[field]))) this.refuse(403, 'forbidden', `${field} must be at most ${set[field]}, which an operator set, was ${values[n] ?? 'no limit'}`);
      });
    }
    const preset = Object.keys(PRESETS).find((name) => PRESETS[name].every((value, n) => value === values[n])) ?? null;
    const now = { ...this.#limits(account_id, preset, values), by_operator: user === 'operator', changed_by: user, changed_at_ms: Date.now(), day_equity: this.limits.get(account_id)?.day_equity ?? null, peak_equity: this.limits.get(account_id)?.peak_equity ?? null };
    this.limits.set(account_id, now);
    if (user === 'operator') this.operators.set(account_id, now);
    return now;
  }
}

/** A row for each instrument that a link has copied; one that has filled nothing has none, one of unknown delay has nulls. */
function quality({ id, leader_account_id, follower_account_id, intended }, n) {
  return Object.entries(intended).map(([instrument, quantity], k) => ({
    link_id: id, leader_account_id, follower_account_id, instrument, fills: 12 * (n + 1) + k,
    delay_ms_median: k ? null : 250, delay_ms_p95: k ? null : 412.5, delay_ms_max: k ? null : 1250.125, slippage_bps: 3.4285714285714284 - n, intended_quantity: quantity, held_quantity: k ? '0' : quantity, size_error_percent: k ? null : 0.0041,
  }));
}
