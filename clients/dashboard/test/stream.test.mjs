import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { STALE_MS, Stream, backoffMs } from '../js/stream.js';

/** A socket whose other end is the test. */
class FakeSocket extends EventTarget {
  sent = [];

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {
    this.closed = true;
  }

  opens() {
    this.dispatchEvent(new Event('open'));
  }

  says(message) {
    this.dispatchEvent(Object.assign(new Event('message'), { data: JSON.stringify(message) }));
  }

  ends(code = 1006) {
    this.dispatchEvent(Object.assign(new Event('close'), { code }));
  }
}

let sockets;
let states;
let heard;
let refreshes;
let stream;
let now;

const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

async function pass(ms) {
  now += ms;
  mock.timers.tick(ms);
  await settled();
}

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  now = 0;
  mock.method(performance, 'now', () => now);
  [sockets, states, heard, refreshes] = [[], [], [], 0];
  stream = new Stream({
    url: 'ws://test/ws/v1',
    token: async () => 'token',
    refresh: async () => void (refreshes += 1),
    onState: (state) => states.push(state),
    open: () => {
      sockets.push(new FakeSocket());
      return sockets.at(-1);
    },
  });
  stream.subscribe('signals', (message) => heard.push(message));
});

afterEach(() => {
  stream.stop();
  mock.timers.reset();
  mock.restoreAll();
});

async function connected() {
  stream.start();
  await settled();
  sockets.at(-1).opens();
  sockets.at(-1).says({ type: 'authenticated' });
  return sockets.at(-1);
}

test('the token goes first and channels are asked for once it is accepted', async () => {
  stream.start();
  await settled();
  sockets[0].opens();
  assert.deepEqual(sockets[0].sent, [{ op: 'auth', token: 'token' }]);
  sockets[0].says({ type: 'authenticated' });
  assert.deepEqual(sockets[0].sent[1], { op: 'subscribe', channel: 'signals' });
  assert.deepEqual(states, ['connecting', 'live']);
});

test('a lost connection resumes from the last sequence', async () => {
  const socket = await connected();
  socket.says({ type: 'snapshot', channel: 'signals', sequence: 40, data: [] });
  socket.says({ type: 'update', channel: 'signals', sequence: 43, data: {} });
  socket.ends();
  assert.equal(states.at(-1), 'offline');
  await pass(1000);
  sockets[1].opens();
  sockets[1].says({ type: 'authenticated' });
  assert.deepEqual(sockets[1].sent[1], { op: 'subscribe', channel: 'signals', resume_from: 43 });
});

test('an update that a resume repeats is taken once', async () => {
  const socket = await connected();
  for (const sequence of [5, 6, 6, 5, 9]) socket.says({ type: 'update', channel: 'signals', sequence, data: {} });
  assert.deepEqual(heard.map(({ sequence }) => sequence), [5, 6, 9]);
});

test('resync_required drops the sequence and asks for a snapshot, which may begin lower', async () => {
  const socket = await connected();
  socket.says({ type: 'update', channel: 'signals', sequence: 900, data: {} });
  socket.says({ type: 'resync_required', channel: 'signals', sequence: 3 });
  assert.deepEqual(socket.sent.at(-1), { op: 'subscribe', channel: 'signals' });
  socket.says({ type: 'snapshot', channel: 'signals', sequence: 3, data: [] });
  socket.says({ type: 'update', channel: 'signals', sequence: 4, data: {} });
  assert.deepEqual(heard.map(({ type }) => type), ['update', 'resync', 'snapshot', 'update']);
});

test('a channel that the platform ended is asked for again where it was, one that is refused is not', async () => {
  const socket = await connected();
  stream.subscribe('trades:other', () => {});
  socket.says({ type: 'update', channel: 'signals', sequence: 7, data: {} });
  const before = socket.sent.length;
  socket.says({ type: 'error', channel: 'signals', code: 'unavailable', detail: 'x' });
  socket.says({ type: 'error', channel: 'trades:other', code: 'forbidden', detail: 'x' });
  assert.equal(socket.sent.length, before);
  await pass(1000);
  assert.deepEqual(socket.sent.slice(before), [{ op: 'subscribe', channel: 'signals', resume_from: 7 }]);
  assert.equal(heard.at(-1).type, 'error');
});

test('heartbeats keep it live and silence makes it stale', async () => {
  const socket = await connected();
  await pass(10_000);
  socket.says({ type: 'heartbeat', time_ms: 1 });
  await pass(10_000);
  assert.equal(states.at(-1), 'live');
  await pass(STALE_MS);
  assert.ok(states.includes('stale'));
  assert.ok(socket.closed);
});

test('attempts stand further and further apart, up to a bound', () => {
  assert.deepEqual([0, 1, 2, 3, 20].map((attempt) => backoffMs(attempt, 0.5)), [500, 1000, 2000, 4000, 15000]);
  assert.ok(backoffMs(0, 0) === 400 && backoffMs(0, 1) === 600);
});

test('a refused token is refreshed before the next attempt', async () => {
  stream.start();
  await settled();
  sockets[0].opens();
  sockets[0].says({ type: 'error', code: 'unauthenticated', detail: 'expired' });
  sockets[0].ends(4401);
  assert.equal(refreshes, 1);
});

test('a channel that is given up is told of and hears nothing more', async () => {
  const socket = await connected();
  stream.unsubscribe('signals');
  assert.deepEqual(socket.sent.at(-1), { op: 'unsubscribe', channel: 'signals' });
  socket.says({ type: 'update', channel: 'signals', sequence: 1, data: {} });
  assert.deepEqual(heard, []);
});

test('nothing is tried again after stop', async () => {
  const socket = await connected();
  stream.stop();
  socket.ends();
  await pass(60_000);
  assert.equal(sockets.length, 1);
});
