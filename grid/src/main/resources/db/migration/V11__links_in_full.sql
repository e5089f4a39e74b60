-- What a follower may say of a link beside its size; 0 and the empty text do not limit.
alter table copy_links
    add column reverse            boolean not null default false,
    add column max_position_units bigint  not null default 0,
    add column min_quantity_units bigint  not null default 0,
    add column min_cost_units     bigint  not null default 0,
    -- Percent, units of 10^-8.
    add column max_slippage_units bigint  not null default 0,
    add column max_open_trades    int     not null default 0,
    add column allowed_symbols    text    not null default '';
