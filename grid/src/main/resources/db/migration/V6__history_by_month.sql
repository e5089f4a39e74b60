-- History by month ---------------------------------------------------------------------------------------------------
-- Candles, indicator rows and scores lie in one partition for each calendar month (UTC) of their bar's open time. A month
-- goes as a whole: dropping a table leaves nothing to vacuum. There is no default partition: it would have to be searched
-- whenever a month is made, and a row of a month that is not there is an error that its writer sees and mends.

-- The name of the partition that holds a time.
create function history_partition(parent text, at_ms bigint) returns text language sql stable as $$
    select parent || '_' || to_char(to_timestamp(at_ms / 1000) at time zone 'UTC', 'YYYY_MM')
$$;

-- Makes the partitions of the month that holds a time, where they are missing. Attaching a table takes a lock that neither
-- reads nor inserts wait for; the advisory lock lets two members that need the same month make it once.
create function make_history_month(at_ms bigint) returns void language plpgsql as $$
declare
    first_day timestamp;
    parent    text;
    child     text;
    missing   boolean;
begin
    if at_ms < 0 or at_ms >= 7258118400000 then
        raise exception 'open time must be in [1970, 2200), was % ms', at_ms;
    end if;
    select bool_or(not exists (select from pg_inherits i join pg_class c on c.oid = i.inhrelid
                               where i.inhparent = p::regclass and c.relname = history_partition(p, at_ms)))
    into missing from unnest(array['candles', 'indicator_rows', 'fusion']) as p;
    if not missing then
        return;
    end if;
    perform pg_advisory_xact_lock(7412002);
    first_day := date_trunc('month', to_timestamp(at_ms / 1000) at time zone 'UTC');
    foreach parent in array array['candles', 'indicator_rows', 'fusion'] loop
        child := history_partition(parent, at_ms);
        if not exists (select from pg_inherits i join pg_class c on c.oid = i.inhrelid
                       where i.inhparent = parent::regclass and c.relname = child) then
            execute format('create table %I (like %I including all)', child, parent);
            execute format('alter table %I attach partition %I for values from (%s) to (%s)', parent, child,
                           extract(epoch from first_day)::bigint * 1000,
                           extract(epoch from first_day + interval '1 month')::bigint * 1000);
        end if;
    end loop;
end
$$;

alter table candles rename to candles_whole;
alter table candles_whole rename constraint candles_pkey to candles_whole_pkey;
alter table indicator_rows rename to indicator_rows_whole;
alter table indicator_rows_whole rename constraint indicator_rows_pkey to indicator_rows_whole_pkey;
alter table fusion rename to fusion_whole;
alter table fusion_whole rename constraint fusion_pkey to fusion_whole_pkey;

create table candles (
    instrument   text             not null,
    frame        text             not null,
    open_time_ms bigint           not null,
    open         double precision not null,
    high         double precision not null,
    low          double precision not null,
    close        double precision not null,
    volume       double precision not null,
    trades       bigint           not null,
    revision     int              not null,
    primary key (instrument, frame, open_time_ms)
) partition by range (open_time_ms);

create table indicator_rows (
    instrument   text   not null,
    frame        text   not null,
    open_time_ms bigint not null,
    revision     int    not null,
    layout_hash  bigint not null,
    vals         text   not null,
    primary key (instrument, frame, open_time_ms)
) partition by range (open_time_ms);

create table fusion (
    instrument         text             not null,
    frame              text             not null,
    open_time_ms       bigint           not null,
    score              double precision not null,
    confidence         double precision not null,
    recommendation     text             not null,
    agreement          double precision not null,
    conflict           double precision not null,
    voters             int              not null,
    quorum             boolean          not null,
    weight_set_version int              not null,
    opinions           text             not null,
    primary key (instrument, frame, open_time_ms)
) partition by range (open_time_ms);

do $$
declare
    month timestamp;
begin
    for month in
        select distinct date_trunc('month', to_timestamp(open_time_ms / 1000) at time zone 'UTC')
        from (select open_time_ms from candles_whole
              union all select open_time_ms from indicator_rows_whole
              union all select open_time_ms from fusion_whole) as bars
    loop
        perform make_history_month(extract(epoch from month)::bigint * 1000);
    end loop;
end
$$;

insert into candles select * from candles_whole;
insert into indicator_rows select * from indicator_rows_whole;
insert into fusion select * from fusion_whole;
drop table candles_whole, indicator_rows_whole, fusion_whole;
