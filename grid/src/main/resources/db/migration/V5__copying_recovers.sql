-- Changes of links are numbered over all links, in the order of their commits: a reader keeps the last that it has.
create sequence copy_link_change_sequence;
select setval('copy_link_change_sequence', (select coalesce(max(change_sequence), 0) + 1 from copy_links));
create index copy_links_change on copy_links (change_sequence);

-- What the orders of a link filled, so that a start need not sum the ledger.
alter table copy_intended add column held_units bigint not null default 0;
update copy_intended i set held_units = s.units
from (select link_id, instrument, sum(case side when 'BUY' then filled_units else -filled_units end)::bigint as units
      from copy_ledger where filled_units > 0 group by link_id, instrument) s
where i.link_id = s.link_id and i.instrument = s.instrument;

create index copy_ledger_newest on copy_ledger (leader_sequence);
create index orders_newest on orders (sequence);
create index orders_working on orders (account_id, instrument) where status in ('STORED', 'SENT');
