-- When a copied order was filled, event time; 0 before. Of fills from before this migration it is what the fill says.
alter table copy_ledger add column filled_event_ns bigint not null default 0;
update copy_ledger l set filled_event_ns = f.event_time_ns
from fills f where f.client_order_id = l.client_order_id and l.client_order_id <> '';
