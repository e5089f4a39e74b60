/** Fields of forms: a label, the unit beside the input, and the words of a refusal below it. */

import { h, setText } from './dom.js';

let made = 0;

/** An input or select with its label, unit and error line, in one element; `input` is what stands in the middle. */
export function field(name, label, input, { unit = '', hint = '' } = {}) {
  made += 1;
  const id = `field-${made}`;
  input.id = id;
  input.name = name;
  const error = h('p', { class: 'field-error', id: `${id}-error` });
  const said = [unit ? `${id}-unit` : '', hint ? `${id}-hint` : '', error.id].filter(Boolean).join(' ');
  input.setAttribute('aria-describedby', said);
  // What is being mended is not called wrong any more.
  input.addEventListener('input', (event) => showError(event.target.closest('.field'), ''));
  return h(
    'div',
    { class: 'field', 'data-field': name },
    h('label', { for: id }, label),
    h('div', { class: 'field-line' }, input, unit ? h('span', { class: 'unit', id: `${id}-unit` }, unit) : null),
    hint ? h('p', { class: 'field-hint', id: `${id}-hint` }, hint) : null,
    error,
  );
}

export const text = (attributes = {}) => h('input', { type: 'text', autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', ...attributes });

/** A text for a decimal: the keyboard of a phone offers digits, and what is typed stays as it is. */
export const number = (attributes = {}) => text({ inputmode: 'decimal', class: 'num', ...attributes });

export function select(choices, attributes = {}) {
  return h('select', attributes, ...choices.map(([value, label]) => h('option', { value }, label)));
}

/** All texts of a form by name; a box that is ticked is true. */
export function valuesOf(form) {
  const values = {};
  for (const input of form.elements) {
    if (input.name) values[input.name] = input.type === 'checkbox' ? input.checked : input.value;
  }
  return values;
}

/** Says the errors at their fields and takes away those of before; the first field in error gets the focus. */
export function showErrors(form, errors) {
  let first = null;
  for (const element of form.querySelectorAll('[data-field]')) {
    const error = errors[element.dataset.field] ?? '';
    showError(element, error);
    if (error && !first) first = element.querySelector('input, select');
  }
  first?.focus();
  return first !== null;
}

function showError(element, error) {
  const input = element.querySelector('input, select');
  setText(element.querySelector('.field-error'), error);
  element.classList.toggle('wrong', error !== '');
  if (error) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
}

/** Keeps a form's button from being pressed twice while its job runs. */
export async function busy(button, job) {
  if (button.getAttribute('aria-disabled') === 'true') return;
  // Not `disabled`, which would take the focus away.
  button.setAttribute('aria-disabled', 'true');
  try {
    await job();
  } finally {
    button.removeAttribute('aria-disabled');
  }
}
