-- The lengths of bars that this database was begun with, shortest first, such as 1m,5m,15m,1h: at most one row.
create table deployment_frames (
    id     int  primary key check (id = 1),
    frames text not null
);

-- Before this table there was no choice.
insert into deployment_frames select 1, '1m,5m,15m,1h' where exists (select from engine_state);
