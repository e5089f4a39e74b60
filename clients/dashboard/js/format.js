/** Numbers, money and times as the page writes them. Decimals arrive as strings and are never turned into floats. */

const MINUS = '\u2212';
const DASH = '\u2014';

/** Digits behind the point of a decimal such as a tick size: `0.01` → 2, `1` → 0, `1E-8` → 8. */
export function scaleOf(decimal) {
  const text = String(decimal ?? '').trim().toLowerCase();
  const match = /^-?\d*(?:\.(\d*))?(?:e([+-]?\d+))?$/.exec(text);
  if (!match) return 0;
  const digits = (match[1] ?? '').replace(/0+$/, '').length;
  return Math.max(0, digits - Number(match[2] ?? 0));
}

/** A plain decimal string with grouping, rounded half up to `scale` digits; `trim` drops trailing zeros. */
export function decimal(value, scale, trim = false) {
  if (value === null || value === undefined || value === '') return DASH;
  const text = plain(value);
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (!match) return String(value);
  const [, sign, whole, fraction = ''] = match;
  const wanted = fraction.padEnd(scale + 1, '0');
  let units = BigInt(whole + wanted.slice(0, scale));
  if (wanted.charCodeAt(scale) >= 53) units += 1n;
  const digits = units.toString().padStart(scale + 1, '0');
  const head = digits.slice(0, digits.length - scale).replace(/\B(?=(\d{3})+$)/g, ',');
  let tail = scale > 0 ? digits.slice(-scale) : '';
  if (trim) tail = tail.replace(/0+$/, '');
  const negative = sign === '-' && units !== 0n;
  return `${negative ? MINUS : ''}${head}${tail ? `.${tail}` : ''}`;
}

/** A decimal with its sign in front, also when positive. */
export function signedDecimal(value, scale) {
  const text = decimal(value, scale);
  return text.startsWith(MINUS) || text === DASH || !/[1-9]/.test(text) ? text : `+${text}`;
}

/** Expands the exponent that a number's own text may carry; other text is left alone. */
function plain(value) {
  const text = String(value).trim();
  const match = /^(-?)(\d+)(?:\.(\d*))?[eE]([+-]?\d+)$/.exec(text);
  if (!match) return text;
  const [, sign, whole, fraction = '', exponent] = match;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0').slice(0, point)}.${digits.slice(point)}`.replace(/\.$/, '');
}

/** A score or share in [-1, 1]: `+0.42`, `−0.07`, `0.00`. */
export function signed(value, digits = 2) {
  if (!Number.isFinite(value)) return DASH;
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? MINUS : '+'}${text}`;
}

export function percent(fraction, digits = 0) {
  return Number.isFinite(fraction) ? `${(fraction * 100).toFixed(digits)} %` : DASH;
}

/** A change that is in percent already: `▲ 1.20 %`. The arrow says it without colour. */
export function change(pct) {
  if (!Number.isFinite(pct)) return { text: DASH, tone: '' };
  const text = `${Math.abs(pct).toFixed(2)} %`;
  if (Number(Math.abs(pct).toFixed(2)) === 0) return { text, tone: '' };
  return pct > 0 ? { text: `\u25b2 ${text}`, tone: 'up' } : { text: `\u25bc ${text}`, tone: 'down' };
}

const COUNT = new Intl.NumberFormat('en-US');
export function count(value) {
  return Number.isFinite(Number(value)) && value !== null ? COUNT.format(Number(value)) : DASH;
}

const part = (options) => new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', hourCycle: 'h23', ...options });
const FULL = part({ weekday: 'short', day: '2-digit', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' });
const SHORT = part({ day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' });
const MINUTE = part({ day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' });
const known = (ms) => ms !== null && ms !== undefined && Number.isFinite(Number(ms));

/** `Tue, 26 Nov 2013, 14:35:20` without the commas, and its zone. */
export function fullTime(ms) {
  return known(ms) ? `${FULL.format(Number(ms)).replaceAll(',', '')} UTC` : DASH;
}

export function shortTime(ms) {
  return known(ms) ? SHORT.format(Number(ms)).replaceAll(',', '') : DASH;
}

export function minuteTime(ms) {
  return known(ms) ? MINUTE.format(Number(ms)).replaceAll(',', '') : DASH;
}

/** `mean_reversion` → `Mean reversion`. */
export function words(code) {
  const text = String(code ?? '').replaceAll(/[_-]/g, ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The short name of an instrument id: `BITSTAMP:BTC/USD` → `BTC/USD`. */
export function symbolOf(id) {
  const text = String(id ?? '');
  return text.slice(text.indexOf(':') + 1);
}
