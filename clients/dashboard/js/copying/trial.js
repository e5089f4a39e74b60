/** A link that is not made yet, as a case for the api's dry run of cases, and what such a case cannot know. */

import { entered } from './terms.js';

/** The instrument that a name means: its id, with `/` or `-`, or its symbol alone. */
export function instrumentOf(name, instruments) {
  const wanted = String(name ?? '').trim().replaceAll('-', '/').toUpperCase();
  return instruments.find(({ id }) => id.toUpperCase() === wanted) ?? instruments.find(({ id }) => id.slice(id.indexOf(':') + 1).toUpperCase() === wanted) ?? null;
}

const positionIn = (portfolio, id) => portfolio?.positions?.find(({ instrument }) => instrument === id)?.quantity ?? '0';

/**
 * @param terms of the link, as the api takes them
 * @param trade texts: `side`, `quantity`, `price` (of the market where none was given), `stop_price`, `leader_equity`,
 *     `leader_balance`
 * @param follower portfolio of the follower
 * @param leader portfolio of the leader; null where the caller may not read it
 */
export function caseOf({ terms, trade, instrument, instruments, follower, leader }) {
  const named = (list) => list?.map((name) => instrumentOf(name, instruments)?.id ?? name);
  const event = {
    symbol: instrument.id,
    side: trade.side.toLowerCase(),
    quantity: trade.quantity,
    price: trade.price,
    stop_price: entered(trade.stop_price),
    position_before: positionIn(leader, instrument.id),
    leader_equity: entered(trade.leader_equity) ?? leader?.equity ?? undefined,
    leader_balance: entered(trade.leader_balance) ?? leader?.cash ?? undefined,
  };
  const { allowed_symbols, blocked_symbols, ...rest } = terms;
  const link = { ...rest, value: terms.value ?? '100' };
  if (allowed_symbols) link.allowed_symbols = named(allowed_symbols);
  if (blocked_symbols) link.blocked_symbols = named(blocked_symbols);
  const { tick_size, lot_size, min_quantity, min_notional } = instrument;
  return {
    leader_event: given(event),
    instrument: given({ tick_size, lot_size, min_quantity, min_notional }),
    followers: [given({ id: 'follower', equity: follower.equity ?? undefined, balance: follower.cash, link })],
  };
}

/** What a dry run of a link that is not made yet was judged with, in sentences. */
export function assumptions({ trade, follower, leader, priceFrom, currency = '' }) {
  const money = (amount) => `${amount} ${currency}`.trim();
  return [
    `Price ${trade.price}${priceFrom === 'market' ? ', the market’s latest' : ''}; your cash ${money(follower.cash)}${follower.equity ? `, your equity ${money(follower.equity)}` : ''}.`,
    leader ? 'The leader’s position, equity and cash are those of now.' : 'The leader’s position is not yours to read: it is judged as if he had none.',
    'Limits of the account, kill switches, entitlement and orders on their way are not judged before the link is there.',
  ];
}

const given = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
