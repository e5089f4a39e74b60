import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { Api } from '../js/api.js';

/** What one tab stores. */
class Storage {
  constructor(items = {}) {
    this.items = { ...items };
  }
  getItem(key) {
    return this.items[key] ?? null;
  }
  setItem(key, value) {
    this.items[key] = value;
  }
  removeItem(key) {
    delete this.items[key];
  }
}

/** Tabs of one browser: each hears what the others say. */
class Channel extends EventTarget {
  static open = [];
  constructor() {
    super();
    Channel.open.push(this);
  }
  postMessage(data) {
    for (const other of Channel.open) {
      if (other !== this) queueMicrotask(() => other.dispatchEvent(Object.assign(new Event('message'), { data })));
    }
  }
}

const real = { BroadcastChannel: globalThis.BroadcastChannel, fetch: globalThis.fetch, sessionStorage: Object.getOwnPropertyDescriptor(globalThis, 'sessionStorage') };
let refreshes;
let signedOut;
let apis;

function store(storage) {
  Object.defineProperty(globalThis, 'sessionStorage', { value: storage, configurable: true, writable: true });
}

function tab(storage) {
  store(storage);
  const api = new Api((reason) => signedOut.push(reason));
  apis.push(api);
  return api;
}

beforeEach(() => {
  refreshes = [];
  signedOut = [];
  apis = [];
  Channel.open = [];
  globalThis.BroadcastChannel = Channel;
  globalThis.fetch = async (url, { body }) => {
    if (url.endsWith('/auth/refresh')) refreshes.push(JSON.parse(body).refresh_token);
    const answer = { access_token: 'a', refresh_token: `r${refreshes.length + 1}`, expires_in: 900, user: { username: 'trader' } };
    return { status: 200, ok: true, json: async () => answer };
  };
});

afterEach(() => {
  apis.forEach((api) => api.signOut());
  Object.assign(globalThis, { BroadcastChannel: real.BroadcastChannel, fetch: real.fetch });
  if (real.sessionStorage) Object.defineProperty(globalThis, 'sessionStorage', real.sessionStorage);
  else delete globalThis.sessionStorage;
});

test('a tab that is loaded again keeps its session and refreshes it', async () => {
  const storage = new Storage();
  await tab(storage).login('trader', 'demo');
  Channel.open = [];
  await tab(storage).refresh();
  assert.deepEqual(refreshes, ['r1']);
  assert.deepEqual(signedOut, []);
});

test('a copy of a tab never uses the refresh token of the first', async () => {
  const storage = new Storage();
  const first = tab(storage);
  await first.login('trader', 'demo');
  const copied = new Storage(storage.items);
  const copy = tab(copied);
  await assert.rejects(copy.refresh());
  assert.equal(signedOut.length, 1);
  assert.deepEqual(refreshes, []);
  store(storage);
  await first.refresh();
  assert.deepEqual(refreshes, ['r1']);
});

test('a copy works with the access token that it has', async () => {
  const storage = new Storage();
  await tab(storage).login('trader', 'demo');
  const copy = tab(new Storage(storage.items));
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.equal(await copy.token(), 'a');
  assert.deepEqual(signedOut, []);
});
