/** Small helpers over the DOM. Text goes in as text, never as markup; styles go through the CSSOM (strict CSP). */

export const byId = (id) => document.getElementById(id);

/** An element with attributes (`class`, `data-…`, `aria-…`) and children (elements or text; null is left out). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function svg(tag, attributes = {}, text = null) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text !== null) element.textContent = text;
  return element;
}

/** Writes only what differs, so that a quiet panel costs no layout. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setNote(element, text, bad = false) {
  setText(element, text);
  element.classList.toggle('bad', bad);
}

/** Runs `draw` within a frame, and at most once in `gapMs` however often it is asked for. */
export function onFrame(draw, gapMs = 0) {
  let asked = false;
  let last = -Infinity;
  const paint = () => {
    asked = false;
    last = performance.now();
    draw();
  };
  return () => {
    if (asked) return;
    asked = true;
    const wait = last + gapMs - performance.now();
    if (wait > 0) setTimeout(() => requestAnimationFrame(paint), wait);
    else requestAnimationFrame(paint);
  };
}

/**
 * Runs an asynchronous job on demand: one at a time, at least `gapMs` apart, and once more when it was asked for
 * meanwhile. One that throws is said on the console, and runs again when it is asked for.
 */
export function spaced(gapMs, job) {
  let running = false;
  let asked = false;
  let last = -Infinity;
  const run = async () => {
    if (running) return;
    running = true;
    try {
      while (asked) {
        const wait = last + gapMs - performance.now();
        if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        asked = false;
        last = performance.now();
        await attempt(job);
      }
    } finally {
      running = false;
    }
  };
  return () => {
    asked = true;
    run();
  };
}

/** Runs a job of which nobody awaits the result; what it throws is said and does not end what runs it. */
export async function attempt(job) {
  try {
    await job();
  } catch (error) {
    console.error(error);
  }
}
