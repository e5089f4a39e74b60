-- When the market of an instrument trades: 24x7, XNYS or XNYS-EXTENDED.
alter table instruments add column calendar text not null default '24x7';

-- The greatest time that clock records before engine_offsets.next_offset told the instruments of a venue; the venue '' is
-- all of them.
create table engine_clocks (
    topic           text   not null,
    kafka_partition int    not null,
    venue           text   not null,
    time_ns         bigint not null,
    primary key (topic, kafka_partition, venue)
);

-- How many dead letters of each reason there are, so that nobody has to count them.
create table dead_letter_counts (
    reason  text primary key,
    letters bigint not null
);
insert into dead_letter_counts select reason, count(*) from dead_letters group by reason;
