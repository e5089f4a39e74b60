/**
 * Speaks the platform's REST and WebSocket contract with invented data, so that the page can be looked at alone:
 *
 *   node clients/dashboard/test/mock-server.mjs [port] [cold|hostile]
 *
 * Any demo user, password `demo`; `cold` begins without history, as a first start does; `hostile` has 300 links, long names
 * and markup where names are.
 *
 * The page's files go out under the strict Content-Security-Policy of the README. `POST /mock/{drop,silence,overflow,
 * refuse,recover}` breaks the stream in the ways the page must survive; `POST /mock/answer?status=500&on=/copy` lets requests
 * whose path begins so fail, with status 0 without an answer, until `recover`.
 */

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MockCopying } from './mock-copying.mjs';
import { FRAME_MS, INSTRUMENTS, MockMarket } from './mock-market.mjs';
import { accept } from './websocket.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.mjs': 'text/javascript', '.svg': 'image/svg+xml' };
export const CSP =
  "default-src 'self'; style-src 'self' 'sha256-3pRED1tOXas1FXFoPb9TGCjmYe9XQsmO9OV23khV2nY='; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const RING = 2000;
const CODES = { 403: 'forbidden', 404: 'not_found', 409: 'conflict', 503: 'unavailable' };
const SPEED = 300;

class Problem extends Error {
  constructor(status, code, detail) {
    super(detail);
    Object.assign(this, { status, code });
  }
}

export class MockServer {
  #channels = new Map();
  #clients = new Set();
  #sequence = 0;
  #silent = false;
  #refusing = false;
  #failing = null;

  /** `market`: options of the invented market, such as `{ historyMs: 0 }` for a first start. */
  constructor(market = {}) {
    this.market = new MockMarket((channel, data) => this.#publish(channel, data), market);
    this.copying = new MockCopying({ instruments: INSTRUMENTS, market: this.market, refuse, hostile: market.hostile });
    this.server = createServer((request, response) => this.#answer(request, response));
    this.server.on('upgrade', (request, socket) => this.#upgrade(request, socket));
  }

  async start(port) {
    await new Promise((resolve, reject) => this.server.once('error', reject).listen(port, '127.0.0.1', resolve));
    this.timers = [
      setInterval(() => this.market.step(), this.market.stepMs / SPEED),
      setInterval(() => this.#silent || this.#each((client) => client.wire.send({ type: 'heartbeat', time_ms: Date.now() })), 5000),
    ];
    return this.server.address().port;
  }

  stop() {
    this.timers.forEach(clearInterval);
    this.#each((client) => client.wire.drop());
    this.server.close();
  }

  #each(visit) {
    for (const client of this.#clients) visit(client);
  }

  // WebSocket

  #publish(channel, data) {
    this.#sequence += 1;
    const message = { type: 'update', channel, sequence: this.#sequence, data };
    if (!this.#channels.has(channel)) this.#channels.set(channel, []);
    const ring = this.#channels.get(channel);
    ring.push(message);
    if (ring.length > RING) ring.splice(0, ring.length - RING);
    if (!this.#silent) this.#each((client) => client.channels.has(channel) && client.wire.send(message));
  }

  #upgrade(request, socket) {
    if (this.#refusing || request.url !== '/ws/v1') return socket.destroy();
    const client = { channels: new Set(), user: null };
    client.wire = accept(request, socket, {
      onMessage: (text) => this.#hear(client, JSON.parse(text)),
      onClose: () => this.#clients.delete(client),
    });
    this.#clients.add(client);
    return undefined;
  }

  #hear(client, { op, token, channel, resume_from }) {
    const send = (message) => client.wire.send(message);
    if (op === 'auth') {
      client.user = userOf(token);
      if (client.user) return send({ type: 'authenticated' });
      send({ type: 'error', code: 'unauthenticated', detail: 'The token is not valid.' });
      return client.wire.close(4401);
    }
    if (op === 'unsubscribe') {
      client.channels.delete(channel);
      return send({ type: 'unsubscribed', channel });
    }
    if (op !== 'subscribe') return undefined;
    if (/^(trades|portfolio|copy):/.test(channel) && !['trader', 'operator'].includes(client.user)) {
      return send({ type: 'error', code: 'forbidden', detail: `Not allowed: ${channel}`, channel });
    }
    client.channels.add(channel);
    send({ type: 'subscribed', channel });
    const ring = this.#channels.get(channel) ?? [];
    if (resume_from === undefined) return send({ type: 'snapshot', channel, sequence: ring.at(-1)?.sequence ?? this.#sequence, data: this.#snapshot(channel) });
    if (ring.length > 0 && ring[0].sequence > resume_from + 1 && ring.length === RING) return send({ type: 'resync_required', channel, sequence: this.#sequence });
    return ring.filter((message) => message.sequence > resume_from).forEach(send);
  }

  #snapshot(channel) {
    if (channel === 'signals') return this.market.signals.slice(-50);
    if (channel.startsWith('trades:')) return this.market.orders.slice(-50);
    if (channel.startsWith('portfolio:')) return [this.market.portfolio()];
    if (channel.startsWith('copy:')) return [this.market.summary()];
    const id = channel.slice('market:'.length);
    return Object.keys(FRAME_MS).map((frame) => ({ kind: 'candle', frame, ...this.market.candles(id, frame)[0] }));
  }

  // REST

  async #answer(request, response) {
    const url = new URL(request.url, 'http://localhost');
    try {
      if (url.pathname.startsWith('/mock/')) return this.#disturb(url.pathname.slice(6), response, url.searchParams);
      if (!url.pathname.startsWith('/api/')) return await this.#file(url.pathname, response);
      if (this.#failing && url.pathname.startsWith(`/api/v1${this.#failing.on}`)) {
        if (this.#failing.status === 0) return request.socket.destroy();
        refuse(this.#failing.status, CODES[this.#failing.status] ?? 'internal', `this is what ${this.#failing.status} looks like`);
      }
      const body = ['POST', 'PUT'].includes(request.method) ? JSON.parse((await read(request)) || '{}') : {};
      return json(response, 200, this.#route(request, url.pathname.slice('/api/v1'.length), url.searchParams, body));
    } catch (error) {
      const { status = 500, code = 'internal', message: detail } = error;
      return json(response, status, { type: 'about:blank', title: code, status, detail, code, instance: url.pathname }, 'application/problem+json');
    }
  }

  #route(request, path, query, body) {
    if (path === '/health') return this.#health();
    if (path === '/auth/login') {
      if (body.password !== 'demo') throw new Problem(401, 'unauthenticated', 'Username and password do not match.');
      return session(body.username);
    }
    if (path === '/auth/refresh') return session(userOf(body.refresh_token) ?? refuse(401, 'unauthenticated', 'The refresh token is not valid.'));
    const user = userOf((request.headers.authorization ?? '').replace('Bearer ', '')) ?? refuse(401, 'unauthenticated', 'A token is needed.');
    if (/^\/(orders|portfolio|copy)/.test(path) && !(user === 'trader' || user === 'operator' || (user === 'partner' && /^\/(orders|copy\/simulate)/.test(path)))) refuse(403, 'forbidden', 'Not allowed for this role.');
    const copying = this.copying.route({ method: request.method, path, query, body, user });
    if (copying !== undefined) return copying;
    const frame = query.get('frame') ?? '5m';
    const symbol = (path.match(/[^/]+:[^/]+/)?.[0] ?? '').replace('-', '/');
    const limit = Number(query.get('limit') ?? 100);
    const page = (items) => ({ items: items.slice(0, limit), next_cursor: items.length > limit ? 'more' : null });
    if (path === '/instruments') return page(INSTRUMENTS);
    if (path.startsWith('/candles/')) return { instrument: symbol, frame, ...page(this.market.candles(symbol, frame)) };
    if (path.endsWith('/history')) return { instrument: symbol, frame, ...page(this.market.rows(symbol, frame)) };
    if (path.startsWith('/fusion/')) return this.market.fusion(symbol, frame) ?? refuse(404, 'not_found', 'No score yet.');
    if (path === '/signals') {
      const wanted = query.get('symbol')?.replace('-', '/');
      return page(this.market.signals.filter((each) => !wanted || (each.instrument === wanted && each.frame === frame)).reverse());
    }
    if (path === '/market/overview') return this.market.overview();
    if (path === '/orders') return page(this.market.orders.toReversed());
    if (path === '/portfolio') return this.market.portfolio();
    if (path === '/copy/ledger/summary') return this.market.summary();
    throw new Problem(404, 'not_found', `No such path: ${path}`);
  }

  #health() {
    const { ledger, timeMs } = this.market;
    return {
      status: 'UP',
      cluster: { size: 1, members: 1, split_brain_protection: false, note: 'One member: no split-brain protection.' },
      jobs: ['market', 'copy-trade', 'outbox-relay', 'candle-writer'].map((name) => ({ name, status: 'RUNNING' })),
      market: ledger,
      feed: { label: 'recorded', position: ledger.used % 100_000, total: 100_000, loops: 0, speed: SPEED, event_time_ms: timeMs },
      dependencies: [
        { name: 'postgresql', status: 'UP', latency_ms: 0.8, detail: 'embedded, fsync on' },
        { name: 'kafka', status: 'UP', latency_ms: 3.1, detail: 'own process, 1 broker' },
      ],
    };
  }

  #disturb(what, response, query) {
    if (what === 'answer') this.#failing = { status: Number(query.get('status')), on: query.get('on') ?? '' };
    if (what === 'drop') this.#each((client) => client.wire.drop());
    if (what === 'silence') this.#silent = true;
    if (what === 'overflow') for (const ring of this.#channels.values()) ring.splice(0, ring.length, ...Array.from({ length: RING }, () => ring.at(-1)));
    if (what === 'refuse') {
      this.#refusing = true;
      this.#each((client) => client.wire.drop());
    }
    if (what === 'recover') {
      this.#silent = this.#refusing = false;
      this.#failing = null;
    }
    return json(response, 200, { done: what });
  }

  async #file(path, response) {
    const name = normalize(path === '/' ? '/index.html' : path);
    const bytes = await readFile(join(ROOT, name)).catch(() => refuse(404, 'not_found', `No such file: ${name}`));
    response.writeHead(200, { 'Content-Type': TYPES[extname(name)] ?? 'text/plain', 'Content-Security-Policy': CSP, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-cache' });
    response.end(bytes);
  }
}

function refuse(status, code, detail) {
  throw new Problem(status, code, detail);
}

const session = (username) => ({
  access_token: `mock.${username}`, token_type: 'Bearer', expires_in: 300, refresh_token: `mock.${username}`,
  user: { username, tenant_id: 'demo', roles: [username] },
});
const userOf = (token) => /^mock\.(\w+)$/.exec(token ?? '')?.[1] ?? null;

async function read(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function json(response, status, body, type = 'application/json') {
  response.writeHead(status, { 'Content-Type': type });
  response.end(JSON.stringify(body));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = await new MockServer({ ...(process.argv[3] === 'cold' ? { historyMs: 0 } : {}), hostile: process.argv[3] === 'hostile' }).start(Number(process.argv[2] ?? 8099));
  console.log(`Tickgrid page on invented data: http://localhost:${port}/ (user trader, analyst, operator or partner; password demo)`);
}
