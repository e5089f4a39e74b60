-- Kill switches: what no order may pass. One that is not here is off. Changes are numbered over all switches, in the order
-- of their commits: a reader keeps the last that it has. The tenant of those that concern everybody is empty.
create sequence kill_switch_change_sequence;

create table kill_switches (
    scope           text        not null check (scope in ('all', 'leader', 'instrument', 'account')),
    name            text        not null,
    tenant_id       text        not null,
    is_on           boolean     not null,
    by_operator     boolean     not null,
    reason          text        not null,
    changed_by      text        not null,
    changed_at      timestamptz not null,
    change_sequence bigint      not null unique,
    primary key (scope, name),
    check ((scope = 'all') = (name = '')),
    check ((scope in ('all', 'instrument')) = (tenant_id = ''))
);
create index kill_switches_tenant on kill_switches (tenant_id);

-- Each change, with what it was before. Rows are added, and nothing else.
create table kill_switch_changes (
    change_sequence bigint      primary key,
    scope           text        not null,
    name            text        not null,
    tenant_id       text        not null,
    was_on          boolean     not null,
    is_on           boolean     not null,
    reason          text        not null,
    changed_by      text        not null,
    changed_at      timestamptz not null
);
create index kill_switch_changes_tenant on kill_switch_changes (tenant_id, change_sequence);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are added, never changed or removed', tg_table_name;
end
$$;
create trigger kill_switch_changes_stay before update or delete or truncate on kill_switch_changes
    for each statement execute function refuse_change();
