/** Errors in words, and what a role may. The api decides; the page only spares a reader what would be refused anyway. */

const holds = (user, ...roles) => (user?.roles ?? []).some((role) => roles.includes(String(role).toLowerCase()));

export const isOperator = (user) => holds(user, 'operator');

/** Who may set up links, switches and limits. */
export const mayTrade = (user) => holds(user, 'trader', 'operator');

/** What was refused and to whom, or what failed. */
export function problemWords(error, what, user) {
  if (error.forbidden) return `Your ${rolesOf(user)} may not read ${what}.`;
  return `Could not read ${what}: ${error.message}`;
}

export function rolesOf(user) {
  const roles = user?.roles ?? [];
  return roles.length === 1 ? `role (${roles[0]})` : `roles (${roles.join(', ')})`;
}

/** No answer at all: what is shown stays. */
export const isPassing = (error) => error.status === 0;

/** A change that failed. Where no answer came, nobody knows whether it was made. */
export function changeWords(error) {
  return isPassing(error) ? 'The platform does not answer. Whether this was done is not known: load again before you repeat it.' : sentence(error.message);
}

/** With a capital and a full stop. */
export function sentence(text) {
  const trimmed = String(text ?? '').trim();
  if (trimmed === '') return '';
  // A field's or an account's name at the beginning is written as the api writes it.
  const first = /^[a-z]+(?=[ ,:;.])/.test(trimmed) ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : trimmed;
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}
