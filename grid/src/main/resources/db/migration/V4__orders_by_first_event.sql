-- The sequence of an order's first event, which never changes: a list by the last one would leave out what is filled
-- between two of its pages.
alter table orders add column first_sequence bigint;
update orders o
set first_sequence = coalesce(
        (select min(e.sequence) from order_events e where e.client_order_id = o.client_order_id), o.sequence);
alter table orders alter column first_sequence set not null;
create index orders_account_first on orders (account_id, first_sequence desc);
