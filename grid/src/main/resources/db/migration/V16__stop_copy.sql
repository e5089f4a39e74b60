-- Percent of its greatest copied equity by which a link may fall before it stops, units of 10^-8; 0 = none.
alter table copy_links
    add column stop_drawdown_units bigint not null default 0,
    -- Why it is paused: STOP_COPY, or empty when someone paused it.
    add column pause_reason        text   not null default '',
    -- How often it stopped.
    add column stops               int    not null default 0;
create index copy_links_stops on copy_links (id) where stop_drawdown_units > 0;

-- What links that may stop copied, after the order events up to the cursor copy-equities. Money in units of 10^-8.
create table copy_equities (
    link_id         text    primary key references copy_links (id),
    -- What the fills did to the cash, fees included.
    cash_units      numeric not null default 0,
    -- Greatest cost of what was held at once.
    committed_units numeric not null default 0,
    -- Greatest gain seen.
    peak_units      numeric not null default 0
) with (fillfactor = 70);

-- No link could stop before.
insert into cursors (name, position) select 'copy-equities', coalesce(max(sequence), 0) from order_events;

create table copy_equity_positions (
    link_id    text   not null references copy_links (id),
    instrument text   not null references instruments (id),
    held_units bigint not null,
    -- Signed, fees included.
    cost_units bigint not null,
    primary key (link_id, instrument)
);
create index copy_equity_positions_held on copy_equity_positions (instrument) where held_units <> 0;
