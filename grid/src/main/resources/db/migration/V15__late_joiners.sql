-- How a link begins: new_trades, now or better_price.
alter table copy_links add column join_mode text not null default 'new_trades';

-- What a link is yet to open of the position that its leader had when it was made: a row for each instrument, stored with
-- the link. What opens it is an event of the leader for this one link, stored with the row's end.
create table copy_joins (
    link_id             text    not null references copy_links (id),
    tenant_id           text    not null,
    leader_account_id   text    not null,
    instrument          text    not null references instruments (id),
    -- Signed, in units of the instrument: all of the leader's position at first; what he closes takes its share off it.
    waiting_units       numeric not null,
    -- The leader's position and its cost when the link was made: their quotient is his average entry price.
    entry_units         bigint  not null,
    entry_cost_units    bigint  not null,
    -- The leader's last closing fill that is taken off, and the sequence of the event that opened it; 0 before.
    last_sequence       bigint  not null,
    opened_sequence     bigint  not null default 0,
    status              text    not null check (status in ('WAITING', 'OPENED', 'ENDED')),
    primary key (link_id, instrument)
);
create index copy_joins_waiting on copy_joins (leader_account_id, link_id, instrument) where status = 'WAITING';

-- What a link opens, or stops, by itself is told once; a leader's order may have several fills.
create unique index leader_events_of_links on leader_events (client_order_id)
    where client_order_id like 'join:%' or client_order_id like 'stop:%';
