/** The lengths of bars that the page offers: those that the deployment says it serves. */

import { h } from './dom.js';

/** What is offered before the deployment has said anything. */
export const FIRST_FRAMES = ['1m', '5m', '15m', '1h'];

const USUAL = '5m';

/** The wanted frame if it is served, else 5m, else the shortest. */
export function chooseFrame(frames, wanted = USUAL) {
  return [wanted, USUAL].find((frame) => frames.includes(frame)) ?? frames[0];
}

/** One labelled radio button a frame. */
export const frameChoices = (frames, chosen) =>
  frames.map((frame) => {
    const radio = h('input', { type: 'radio', name: 'frame', value: frame });
    radio.checked = frame === chosen;
    return h('label', {}, radio, h('span', {}, frame));
  });
