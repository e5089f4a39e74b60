import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIRST_FRAMES, chooseFrame, frameChoices } from '../js/frames.js';

const OTHERS = ['1m', '30m', '4h', '1d'];

test('a frame that is served is kept, and another gives way to 5m or the shortest', () => {
  assert.equal(chooseFrame(FIRST_FRAMES, '1h'), '1h');
  assert.equal(chooseFrame(FIRST_FRAMES, '4h'), '5m');
  assert.equal(chooseFrame(FIRST_FRAMES), '5m');
  assert.equal(chooseFrame(OTHERS, '4h'), '4h');
  assert.equal(chooseFrame(OTHERS, '1h'), '1m');
  assert.equal(chooseFrame(OTHERS), '1m');
});

test('the picker has one choice for each frame that is served, and the chosen one is marked', () => {
  globalThis.document = {
    createElement: (tag) => ({
      tag,
      attributes: {},
      children: [],
      setAttribute(name, value) {
        this.attributes[name] = value;
      },
      append(...children) {
        this.children.push(...children);
      },
    }),
  };
  try {
    const choices = frameChoices(OTHERS, '4h').map(({ tag, children: [radio, text] }) => [
      tag, radio.attributes.type, radio.attributes.name, radio.attributes.value, radio.checked, text.children.join(''),
    ]);
    assert.deepEqual(choices, OTHERS.map((frame) => ['label', 'radio', 'frame', frame, frame === '4h', frame]));
  } finally {
    delete globalThis.document;
  }
});
