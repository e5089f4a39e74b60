/** The REST surface: login, the token of this tab, its refresh, and problems (RFC 9457) as errors in words. */

const KEY = 'tickgrid-session';
/** How long a tab that found a session waits for another one that says it is its own. */
const CLAIM_MS = 300;
const BASE = '/api/v1';
/** An answer that takes longer is taken for none: the reader must not wait for good. */
const PATIENCE_MS = 20_000;

/** A refusal or failure. `status` 0 means that no answer came; `code` is the platform's own word for it. */
export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }

  get forbidden() {
    return this.status === 403;
  }
}

/** An instrument id as it stands in a path: the slash written as `-`. */
export function pathSymbol(id) {
  return encodeURIComponent(id.replaceAll('/', '-')).replaceAll('%3A', ':');
}

export class Api {
  #session = null;
  #refreshing = null;
  #timer = 0;
  #peers = null;
  #claiming = null;

  /** `onSignedOut(reason)` is called once the session cannot be kept. */
  constructor(onSignedOut) {
    this.onSignedOut = onSignedOut;
    try {
      this.#session = JSON.parse(sessionStorage.getItem(KEY));
    } catch {
      sessionStorage.removeItem(KEY);
    }
    this.#peers = typeof BroadcastChannel === 'function' ? new BroadcastChannel(KEY) : null;
    this.#peers?.addEventListener('message', ({ data }) => this.#hear(data));
    if (this.#session) {
      this.#claim();
      this.#planRefresh();
    }
  }

  /**
   * A duplicated tab starts with a copy of the session. A refresh token is good for one use, and its second use ends the
   * session for both: so the copy asks whether another tab has it, and keeps the access token only.
   */
  #claim() {
    this.#peers?.postMessage({ asks: this.#session.id });
    this.#claiming = new Promise((resolve) => setTimeout(resolve, CLAIM_MS)).then(() => {
      this.#claiming = null;
    });
  }

  #hear({ asks, holds }) {
    if (!this.#session?.refreshToken) return;
    if (asks === this.#session.id && !this.#claiming) this.#peers.postMessage({ holds: asks });
    if (holds === this.#session.id && this.#claiming) {
      this.#session.refreshToken = null;
      sessionStorage.setItem(KEY, JSON.stringify(this.#session));
      this.#planRefresh();
    }
  }

  get user() {
    return this.#session?.user ?? null;
  }

  async login(username, password) {
    const answer = await this.#send('POST', '/auth/login', { body: { username, password }, anonymous: true });
    this.#keep(answer);
    return answer.user;
  }

  signOut(reason = '') {
    clearTimeout(this.#timer);
    this.#session = null;
    sessionStorage.removeItem(KEY);
    this.onSignedOut(reason);
  }

  /** The access token, refreshed first when it is about to end. */
  async token() {
    if (!this.#session) return null;
    if (Date.now() > this.#session.expiresAt - 5000) await this.refresh();
    return this.#session?.accessToken ?? null;
  }

  /** GET; query values that are undefined are left out. `anonymous` sends no token (health). */
  get(path, query = {}, { anonymous = false } = {}) {
    const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
    const suffix = pairs.length ? `?${new URLSearchParams(pairs)}` : '';
    return this.#send('GET', path + suffix, { anonymous });
  }

  post(path, body) {
    return this.#send('POST', path, { body });
  }

  put(path, body) {
    return this.#send('PUT', path, { body });
  }

  /** One refresh at a time: the refresh token may be good for one use only. */
  refresh() {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #refresh() {
    await this.#claiming;
    if (this.#session && !this.#session.refreshToken) {
      this.signOut('The session belongs to the tab that this one was copied from. Sign in to go on here.');
      throw new ApiError(401, 'unauthenticated', 'This tab has no session of its own.');
    }
    try {
      const body = { refresh_token: this.#session?.refreshToken };
      this.#keep(await this.#send('POST', '/auth/refresh', { body, anonymous: true }), true);
    } catch (error) {
      if (error.status === 400 || error.status === 401 || error.status === 403) {
        this.signOut('Your session has ended. Sign in again.');
      }
      throw error;
    }
  }

  #keep(answer, refreshed = false) {
    this.#session = {
      // Not a secret; `crypto.randomUUID` is missing where the page comes by plain HTTP.
      id: refreshed ? this.#session.id : `${Date.now()}-${Math.random()}`,
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token ?? this.#session?.refreshToken,
      expiresAt: Date.now() + (answer.expires_in ?? 300) * 1000,
      lifeMs: (answer.expires_in ?? 300) * 1000,
      user: answer.user ?? this.#session?.user,
    };
    sessionStorage.setItem(KEY, JSON.stringify(this.#session));
    this.#planRefresh();
  }

  #planRefresh() {
    clearTimeout(this.#timer);
    // A copy cannot refresh: it works until its access token ends, and asks for a login then.
    const margin = this.#session.refreshToken ? 0.2 * this.#session.lifeMs : 0;
    const left = this.#session.expiresAt - Date.now();
    const wait = Math.max(1000, left - margin);
    // A longer wait overflows the timer and would fire at once.
    this.#timer = setTimeout(() => this.refresh().catch(() => {}), Math.min(wait, 2 ** 31 - 1));
  }

  async #send(method, path, { body, anonymous = false } = {}, retried = false) {
    const headers = { Accept: 'application/json' };
    if (body) headers['Content-Type'] = 'application/json';
    const used = anonymous ? null : await this.token();
    if (used) headers.Authorization = `Bearer ${used}`;
    let response;
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      response = await fetch(BASE + path, { method, headers, body: body && JSON.stringify(body), cache: 'no-store', signal });
    } catch {
      throw new ApiError(0, 'unreachable', 'The platform does not answer.');
    }
    if (response.status === 401 && !anonymous && !retried && this.#session) {
      if (this.#session.accessToken === used) await this.refresh();
      return this.#send(method, path, { body, anonymous }, true);
    }
    const answer = await response.json().catch(() => null);
    if (!response.ok) {
      const message = answer?.detail ?? answer?.title ?? `The platform answered with status ${response.status}.`;
      throw new ApiError(response.status, answer?.code ?? '', message);
    }
    if (answer === null) throw new ApiError(0, 'unreadable', 'The platform’s answer could not be read.');
    return answer;
  }
}
