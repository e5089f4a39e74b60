-- The lock of money writes: orders of nodes that still run wait, and do not meet the locks below in another order.
select pg_advisory_xact_lock(7412001);

-- Half of what storing an order took went into indexes that others can do for, and into looking up one account and one
-- instrument for each row: the only statement that adds orders looks them up for all of its rows at once.
drop index orders_open;
drop index orders_account;
drop index orders_newest;
alter table orders drop constraint orders_account_id_fkey, drop constraint orders_instrument_fkey;
alter table fills drop constraint fills_client_order_id_fkey;

-- Rows that are changed soon after they are written: the new version finds room on the same page, and no index of the
-- row has to change.
alter table copy_ledger set (fillfactor = 50);
alter table copy_intended set (fillfactor = 70);
alter table positions set (fillfactor = 70);
alter table accounts set (fillfactor = 70);
