-- When a copied order was filled, event time; 0 before, and of fills from before this migration.
alter table copy_ledger add column filled_event_ns bigint not null default 0;
