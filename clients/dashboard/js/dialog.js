/** A question that must be answered before something is done that cannot be undone, or stops trading. */

import { h, setText } from './dom.js';
import { changeWords } from './errors.js';
import { busy, field, showErrors, text } from './forms.js';

/**
 * Asks, and does it on yes. A refusal is said in the dialog, which stays open. `reason` asks for one; `act(reason)` does it.
 * Resolves to true once it is done, and to false when it is left.
 */
export function ask({ title, says, confirm, leave, reason = false, act }) {
  const heading = h('h2', { id: 'dialog-title' }, title);
  const error = h('p', { class: 'dialog-error', role: 'alert' });
  const why = reason ? field('reason', 'Reason', text({ maxlength: '500', required: true }), { hint: 'It is kept with your name in the audit.' }) : null;
  const yes = h('button', { type: 'submit', class: 'button-primary', 'data-testid': 'dialog-confirm' }, confirm);
  const no = h('button', { type: 'button', class: 'button-quiet', 'data-testid': 'dialog-leave' }, leave);
  const form = h('form', { method: 'dialog', novalidate: true }, heading, ...says.map((line) => h('p', {}, line)), why, error, h('div', { class: 'dialog-buttons' }, yes, no));
  const dialog = h('dialog', { class: 'question', 'aria-labelledby': 'dialog-title', 'data-testid': 'dialog' }, form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    let done = false;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const given = why?.querySelector('input').value.trim() ?? '';
      if (why && showErrors(form, given ? {} : { reason: 'Say why.' })) return;
      setText(error, '');
      busy(yes, async () => {
        try {
          await act(given);
          done = true;
          dialog.close();
        } catch (problem) {
          if (problem.status === undefined) throw problem;
          setText(error, changeWords(problem));
        }
      });
    });
    no.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(done);
    });
    dialog.showModal();
    (why?.querySelector('input') ?? no).focus();
  });
}
