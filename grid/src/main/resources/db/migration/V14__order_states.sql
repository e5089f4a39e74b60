-- The lock of money writes: orders of nodes that still run wait.
select pg_advisory_xact_lock(7412001);

-- What an order says besides account, instrument, side and quantity, and all the states it can be in.
alter table orders
    add column limit_units      bigint  not null default 0,
    add column stop_units       bigint  not null default 0,
    add column time_in_force    text    not null default 'GTC',
    add column expires_event_ns bigint  not null default 0,
    add column reduce_only      boolean not null default false,
    add column group_id         text    not null default '',
    add column leg              text    not null default 'SINGLE';
alter table orders drop constraint orders_status_check;
alter table orders add constraint orders_status_check check (status in
    ('STORED', 'SENT', 'ACKNOWLEDGED', 'PARTLY_FILLED', 'UNKNOWN', 'FILLED', 'CANCELLED', 'REJECTED', 'EXPIRED'));
alter table orders add constraint orders_type_check check (type in ('MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT'));
drop index orders_working;
create index orders_working on orders (account_id, instrument)
    where status in ('STORED', 'SENT', 'ACKNOWLEDGED', 'PARTLY_FILLED', 'UNKNOWN');
create index orders_group on orders (group_id) where group_id <> '';

-- A move says where it came from and what made it, and what the order was after it.
alter table order_events
    add column previous     text   not null default '',
    add column cause        text   not null default '',
    add column filled_units bigint not null default 0,
    add column price_units  bigint not null default 0,
    add column fee_units    bigint not null default 0;
update order_events e
set filled_units = o.filled_units, price_units = o.price_units, fee_units = o.fee_units
from orders o
where e.kind = 'FILLED' and o.client_order_id = e.client_order_id;

-- The legal moves, see OrderState; moves from before this migration say no previous state.
alter table order_events add constraint order_moves check (previous = '' or case previous
    when 'NEW' then kind in ('STORED', 'REJECTED')
    when 'STORED' then kind in ('SENT', 'ACKNOWLEDGED', 'PARTLY_FILLED', 'FILLED', 'CANCELLED', 'REJECTED', 'EXPIRED')
    when 'SENT' then kind in ('ACKNOWLEDGED', 'PARTLY_FILLED', 'UNKNOWN', 'FILLED', 'CANCELLED', 'REJECTED', 'EXPIRED')
    when 'ACKNOWLEDGED' then kind in ('PARTLY_FILLED', 'UNKNOWN', 'FILLED', 'CANCELLED', 'REJECTED', 'EXPIRED')
    when 'PARTLY_FILLED' then kind in ('PARTLY_FILLED', 'UNKNOWN', 'FILLED', 'CANCELLED', 'REJECTED', 'EXPIRED')
    when 'UNKNOWN' then kind in ('SENT', 'ACKNOWLEDGED', 'PARTLY_FILLED', 'FILLED', 'CANCELLED', 'REJECTED', 'EXPIRED')
    else false end);

-- An order may have several fills, each with the name that its broker gave it.
alter table fills add column execution_id text not null default '1';
alter table fills drop constraint fills_pkey, add primary key (client_order_id, execution_id);
alter table leader_events drop constraint leader_events_client_order_id_key;
