/** What the ledger's codes mean to a reader; a code that is not here is shown as words. */

import { words } from '../format.js';

const MEANING = {
  link_inactive: 'the link is paused or closed',
  not_entitled: 'no subscription to this leader',
  symbol_blocked: 'the follower blocks this instrument',
  below_minimum: 'below the smallest order',
  nothing_to_do: 'already at the intended position',
  account_inactive: 'the account is inactive',
  insufficient_balance: 'not enough cash',
  max_quantity: 'above the link’s largest quantity',
  max_cost: 'above the link’s largest cost',
  max_position: 'above the largest position',
  kill_switch: 'trading is switched off',
  invalid_quantity: 'not a valid quantity',
  amount_out_of_range: 'amount too great',
  slippage: 'the market is worse than the leader’s price by more than the link allows',
  max_open_trades: 'the link has a position in as many instruments as it may',
  stop_required: 'the leader’s trade has no stop to size by',
  market_closed: 'the market is closed',
  max_exposure: 'above the largest exposure of the account',
  daily_loss: 'the account has lost as much as it may today',
  drawdown_stop: 'the account has fallen as far from its best as it may',
  max_leverage: 'above the largest leverage of the account',
  order_price_band: 'too far from the latest price',
  order_rate: 'as many orders this minute as the account may have',
};

export function meaning(code) {
  const key = String(code ?? '').toLowerCase();
  return MEANING[key] ?? words(key);
}
