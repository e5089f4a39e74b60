/** The links that the caller sees, and what may be done with each. */

import { h } from '../dom.js';
import { words } from '../format.js';
import { PagedTable } from '../pages.js';
import { ask } from '../dialog.js';
import { changeWords } from '../errors.js';
import { busy } from '../forms.js';
import { limitWords, modeOf, sizing } from './terms.js';

/** Which buttons a link has for somebody who may change it or not. */
export function actionsOf({ status }, mayChange) {
  const state = String(status).toUpperCase();
  if (!mayChange || state === 'CLOSED') return [];
  return [state === 'PAUSED' ? 'resume' : 'pause', 'close'];
}

/**
 * The queries that together list the links of what was chosen: of one account, of all that an operator sees, or of each own
 * account in turn.
 */
export function linkQueries({ account, side, accounts, operator }) {
  const name = side === 'leader' ? 'leader_account_id' : 'follower_account_id';
  if (account) return [{ [name]: account }];
  if (operator) return [{}];
  return accounts.filter(({ kind }) => side !== 'leader' || kind === 'leader').map(({ account_id }) => ({ [name]: account_id }));
}

const entries = (positions) => Object.entries(positions ?? {});

export class LinksPanel {
  /** `mayChange(link)` whether the caller may; `onDryRun(link)`; `onChanged(link)` after a change; `tell(text, bad)` to a screen reader too. */
  constructor({ api, elements, mayChange, onDryRun, onChanged, tell }) {
    Object.assign(this, { api, mayChange, onDryRun, onChanged, tell });
    this.list = new PagedTable({
      ...elements,
      key: ({ id }) => id,
      row: (link) => this.#row(link),
      ask: (query) => api.get('/copy/links', query),
      what: 'the copy links',
      empty: 'No link here yet. One that is set up copies the leader’s next trade.',
      user: () => api.user,
    });
  }

  #row(link) {
    const cells = Object.fromEntries(['who', 'sizing', 'limits', 'position', 'status', 'actions'].map((name) => [name, h('td', { class: name === 'position' ? 'position num' : name })]));
    const element = h('tr', { 'data-testid': 'copy-link', 'data-link': link.id }, ...Object.values(cells));
    let shownFor = '';
    const show = (now) => {
      element.dataset.status = String(now.status).toLowerCase();
      cells.who.replaceChildren(h('strong', {}, now.follower_account_id), h('span', { class: 'sub' }, `copies ${now.leader_account_id}`));
      cells.sizing.replaceChildren(sizing(now), h('span', { class: 'sub' }, now.reverse ? `${modeOf(now.mode).label}, other side` : modeOf(now.mode).label));
      const limits = limitWords(now);
      cells.limits.replaceChildren(...(limits.length ? limits.map((line) => h('span', {}, line)) : ['—']));
      const held = entries(now.intended);
      cells.position.replaceChildren(...(held.length ? held.map(([instrument, quantity]) => h('span', {}, h('span', { class: 'whole' }, quantity), h('span', { class: 'sub' }, ` ${instrument}`))) : ['—']));
      cells.status.replaceChildren(h('i', { class: `dot ${tone(now.status)}`, 'aria-hidden': 'true' }), words(now.status));
      const actions = actionsOf(now, this.mayChange(now));
      if (actions.join() === shownFor) return;
      shownFor = actions.join();
      const hadFocus = cells.actions.contains(document.activeElement);
      cells.actions.replaceChildren(...this.#buttons(link, actions));
      if (hadFocus) cells.actions.querySelector('button')?.focus();
    };
    return { element, show };
  }

  #buttons({ id, follower_account_id, leader_account_id }, actions) {
    const button = (name, label, act) => {
      const made = h('button', { type: 'button', class: 'button-quiet', 'data-action': name }, label, h('span', { class: 'visually-hidden' }, `: ${follower_account_id} copies ${leader_account_id}`));
      // The link as it is then: it may have changed since.
      made.addEventListener('click', () => busy(made, () => act(this.list.items.find((each) => each.id === id))));
      return made;
    };
    const buttons = actions.map((name) => (name === 'close' ? button('close', 'Close', (it) => this.#close(it)) : button(name, words(name), (it) => this.#change(it, name))));
    return actions.length ? [...buttons, button('dry-run', 'Dry run', (it) => this.onDryRun(it))] : buttons;
  }

  async #change(link, name) {
    try {
      const now = await this.#send(link, name);
      this.tell(name === 'pause' ? `${now.follower_account_id} has paused copying ${now.leader_account_id}.` : `${now.follower_account_id} copies ${now.leader_account_id} again.`);
    } catch (error) {
      if (error.status === undefined) throw error;
      this.tell(changeWords(error), true);
      // What stands here may be old: somebody else may have closed the link.
      if (error.status === 409 || error.status === 404) this.list.refresh();
    }
  }

  async #close(link) {
    const done = await ask({
      title: 'Close this link?',
      says: [
        `${link.follower_account_id} stops copying ${link.leader_account_id}, for good. A closed link cannot be opened again; a new one begins with nothing.`,
        closing(link),
      ],
      confirm: 'Close the link',
      leave: 'Keep it',
      act: () => this.#send(link, 'close'),
    });
    if (done) this.tell(`The link of ${link.follower_account_id} to ${link.leader_account_id} is closed.`);
  }

  async #send(link, name) {
    const now = await this.api.post(`/copy/links/${encodeURIComponent(link.id)}/${name}`);
    this.list.put(now);
    this.onChanged(now);
    return now;
  }
}

/** What becomes of what the link holds. */
export function closing({ intended }) {
  const open = entries(intended).filter(([, quantity]) => /[1-9]/.test(String(quantity)));
  if (open.length === 0) return 'Nothing is sold by closing. The link should hold nothing now.';
  return `Nothing is sold by closing: what it holds stays in the account as its own, and is sold by hand. It should hold ${open.map(([instrument, quantity]) => `${quantity} ${instrument}`).join(', ')} now.`;
}

function tone(status) {
  return { ACTIVE: 'ok', PAUSED: 'warn' }[String(status).toUpperCase()] ?? '';
}
