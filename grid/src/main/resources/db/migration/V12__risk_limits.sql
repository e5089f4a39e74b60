-- Orders of nodes that still run wait, and do not meet the locks below in another order.
select pg_advisory_xact_lock(7412001);

-- Limits of an account and what the rules remember of it. An account without a row has no limits. Percents, money and
-- multiples are in units of 10^-8; 0 = no limit. Changes are numbered over all accounts, in the order of their commits: a
-- reader keeps the last that it has.
create sequence risk_change_sequence;

create table account_risk (
    account_id             text        primary key references accounts (id),
    tenant_id              text        not null,
    max_position_percent   bigint      not null,
    max_exposure           bigint      not null,
    max_daily_loss_percent bigint      not null,
    max_drawdown_percent   bigint      not null,
    max_leverage           bigint      not null,
    price_band_percent     bigint      not null,
    max_orders_per_minute  bigint      not null,
    -- What an operator set last, in the order of the columns above: an owner may not set looser ones.
    operator_limits        bigint[]    not null default '{}',
    by_operator            boolean     not null,
    changed_by             text        not null,
    changed_at             timestamptz not null,
    -- Marks, in event time: the day (UTC, since the epoch) and the equity at its begin, the greatest equity seen, and how
    -- many orders were stored for which minute.
    mark_day               bigint      not null default -1,
    day_equity_units       bigint      not null default 0,
    peak_equity_units      bigint      not null default 0,
    order_minute           bigint      not null default -1,
    minute_orders          bigint      not null default 0,
    change_sequence        bigint      not null
) with (fillfactor = 70);
create unique index account_risk_change on account_risk (change_sequence);

-- What a rule saw in an order that it refused.
create table order_refusals (
    client_order_id text primary key,
    rule            text not null,
    seen            text not null,
    limit_value     text not null,
    unit            text not null
);
