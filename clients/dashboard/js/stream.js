/**
 * The WebSocket `/ws/v1`: authentication, channels with their last sequence, resume after a lost connection with
 * backoff, a snapshot where resuming is impossible, and heartbeats.
 *
 * States told to `onState(state, detail)`: `connecting`, `live`, `stale` (nothing came for 15 s), `offline` (waiting to
 * try again).
 */

export const STALE_MS = 15000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15000;
/** Refusals that asking again does not change. */
const FINAL = new Set(['forbidden', 'not_found', 'invalid_request', 'invalid_symbol']);

/** Wait before attempt n (0 based), spread by ±20 % so that many pages do not return at the same instant. */
export function backoffMs(attempt, random = Math.random()) {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 10));
  return Math.round(wait * (0.8 + 0.4 * random));
}

export class Stream {
  #channels = new Map();
  #socket = null;
  #ready = false;
  #attempt = 0;
  #lastHeard = 0;
  #retryTimer = 0;
  #watchTimer = 0;
  #stopped = true;
  #connections = 0;

  constructor({ url, token, refresh, onState, onReconnected = () => {}, open = (address) => new WebSocket(address) }) {
    this.url = url;
    this.token = token;
    this.refresh = refresh;
    this.onState = onState;
    this.onReconnected = onReconnected;
    this.open = open;
    this.wake = () => {
      if (!this.#socket && !this.#stopped) this.#connect();
    };
  }

  start() {
    this.#stopped = false;
    globalThis.addEventListener?.('online', this.wake);
    this.#connect();
  }

  stop() {
    this.#stopped = true;
    globalThis.removeEventListener?.('online', this.wake);
    clearTimeout(this.#retryTimer);
    clearInterval(this.#watchTimer);
    for (const { retryTimer } of this.#channels.values()) clearTimeout(retryTimer);
    this.#channels.clear();
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** `handler` gets {type: snapshot | update | resync | error, …} of this channel only. */
  subscribe(channel, handler) {
    clearTimeout(this.#channels.get(channel)?.retryTimer);
    this.#channels.set(channel, { handler, sequence: null, attempt: 0, retryTimer: 0 });
    if (this.#ready) this.#ask(channel);
  }

  unsubscribe(channel) {
    clearTimeout(this.#channels.get(channel)?.retryTimer);
    if (this.#channels.delete(channel) && this.#ready) this.#send({ op: 'unsubscribe', channel });
  }

  async #connect() {
    clearTimeout(this.#retryTimer);
    this.onState('connecting');
    let token;
    try {
      token = await this.token();
    } catch {
      return this.#retry('the platform does not answer');
    }
    if (this.#stopped || this.#socket || !token) return undefined;
    const socket = this.open(this.url);
    this.#socket = socket;
    this.#heard();
    clearInterval(this.#watchTimer);
    this.#watchTimer = setInterval(() => this.#watch(), 1000);
    socket.addEventListener('open', () => {
      if (socket === this.#socket) this.#send({ op: 'auth', token });
    });
    socket.addEventListener('message', (event) => {
      if (socket === this.#socket) this.#receive(event.data);
    });
    socket.addEventListener('close', (event) => {
      if (socket === this.#socket) this.#lost(event.code === 4408 ? 'the page was too slow' : 'connection lost');
    });
    return undefined;
  }

  #watch() {
    if (!this.#socket || performance.now() - this.#lastHeard < STALE_MS) return;
    const socket = this.#socket;
    this.#lost(`nothing came for ${STALE_MS / 1000} s`, 'stale');
    socket.close();
  }

  #lost(detail, state = 'offline') {
    clearInterval(this.#watchTimer);
    this.#socket = null;
    this.#ready = false;
    this.#retry(detail, state);
  }

  #retry(detail, state = 'offline') {
    if (this.#stopped) return;
    this.onState(state, detail);
    this.#retryTimer = setTimeout(() => this.#connect(), backoffMs(this.#attempt));
    this.#attempt += 1;
  }

  #ask(channel) {
    const { sequence, retryTimer } = this.#channels.get(channel);
    clearTimeout(retryTimer);
    this.#send({ op: 'subscribe', channel, ...(sequence === null ? {} : { resume_from: sequence }) });
  }

  /** The platform has ended a channel of a connection that lives: it is asked for again, unless that is of no use. */
  #askLater(name, channel, code) {
    if (FINAL.has(code)) return;
    clearTimeout(channel.retryTimer);
    channel.retryTimer = setTimeout(() => {
      if (this.#ready && this.#channels.get(name) === channel) this.#ask(name);
    }, backoffMs(channel.attempt));
    channel.attempt += 1;
  }

  #send(message) {
    this.#socket.send(JSON.stringify(message));
  }

  #heard() {
    this.#lastHeard = performance.now();
  }

  #receive(text) {
    this.#heard();
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      console.error('Tickgrid: a message that is not JSON was ignored');
      return;
    }
    const channel = message.channel === undefined ? undefined : this.#channels.get(message.channel);
    switch (message.type) {
      case 'authenticated':
        this.#ready = true;
        this.#attempt = 0;
        for (const name of this.#channels.keys()) this.#ask(name);
        this.onState('live');
        if (this.#connections > 0) this.onReconnected();
        this.#connections += 1;
        break;
      case 'snapshot':
        if (!channel) break;
        channel.sequence = message.sequence;
        channel.attempt = 0;
        channel.handler(message);
        break;
      case 'update':
        // What a resume sends twice is told by its sequence.
        if (!channel || (channel.sequence !== null && message.sequence <= channel.sequence)) break;
        channel.sequence = message.sequence;
        channel.attempt = 0;
        channel.handler(message);
        break;
      case 'resync_required':
        if (!channel) break;
        channel.sequence = null;
        channel.handler({ type: 'resync', channel: message.channel });
        this.#ask(message.channel);
        break;
      case 'error':
        if (channel) {
          channel.handler(message);
          this.#askLater(message.channel, channel, message.code);
        } else if (!this.#ready) this.refresh().catch(() => {});
        break;
      default: // subscribed, unsubscribed, heartbeat: that something came is all they tell
    }
  }
}
