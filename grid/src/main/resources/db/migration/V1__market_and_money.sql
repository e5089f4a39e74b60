-- Market ------------------------------------------------------------------------------------------------------------
create table instruments (
    id                 text primary key,
    venue              text    not null,
    symbol             text    not null,
    name               text    not null,
    asset_class        text    not null,
    base_currency      text    not null,
    quote_currency     text    not null,
    price_scale        int     not null,
    quantity_scale     int     not null,
    tick_units         bigint  not null,
    lot_units          bigint  not null,
    min_quantity_units bigint  not null,
    min_notional_units bigint  not null,
    simulated          boolean not null,
    active             boolean not null
);

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
);

-- One row a closed bar; the names of the values stand in indicator_sets under the hash of the layout.
create table indicator_sets (
    layout_hash bigint primary key,
    columns     text[] not null
);

create table indicator_rows (
    instrument   text               not null,
    frame        text               not null,
    open_time_ms bigint             not null,
    revision     int                not null,
    layout_hash  bigint             not null,
    vals         text               not null,
    primary key (instrument, frame, open_time_ms)
);

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
);

create table signals (
    sequence      bigint           not null unique,
    id            text primary key,
    instrument    text             not null,
    frame         text             not null,
    side          text             not null,
    score         double precision not null,
    confidence    double precision not null,
    entry         double precision not null,
    stop          double precision not null,
    target1       double precision not null,
    target2       double precision not null,
    open_time_ms  bigint           not null,
    event_time_ns bigint           not null
);
create index signals_instrument on signals (instrument, sequence desc);

create table dead_letters (
    id            text primary key,
    number        bigserial not null unique,
    instrument    text      not null,
    source        text      not null,
    sequence      bigint    not null,
    event_time_ms bigint    not null,
    reason        text      not null,
    detail        text      not null,
    stored_at     timestamptz not null default now()
);

create table engine_state (
    instrument      text primary key,
    kafka_partition int    not null,
    kafka_offset    bigint not null,
    bytes           bytea  not null
);

-- Everything before next_offset is applied and saved in engine_state.
create table engine_offsets (
    topic           text   not null,
    kafka_partition int    not null,
    next_offset     bigint not null,
    primary key (topic, kafka_partition)
);

-- Money -------------------------------------------------------------------------------------------------------------
create table accounts (
    id                 text primary key,
    tenant_id          text    not null,
    owner_id           text    not null,
    name               text    not null,
    kind               text    not null check (kind in ('leader', 'follower', 'own')),
    currency           text    not null,
    cash_units         bigint  not null,
    active             boolean not null,
    entitled           boolean not null,
    max_position_units bigint  not null,
    leader_sequence    bigint  not null default 0,
    change_sequence    bigint  not null default 1
);
create index accounts_owner on accounts (tenant_id, owner_id);

create table copy_links (
    id                  text primary key,
    tenant_id           text    not null,
    leader_account_id   text    not null references accounts (id),
    follower_account_id text    not null references accounts (id),
    mode                text    not null,
    value_units         bigint  not null,
    max_quantity_units  bigint  not null,
    max_cost_units      bigint  not null,
    force_minimum       boolean not null,
    blocked_symbols     text    not null,
    status              text    not null check (status in ('ACTIVE', 'PAUSED', 'CLOSED')),
    change_sequence     bigint  not null default 1,
    -- Fills of the leader up to this one are not copied.
    from_sequence       bigint  not null default 0
);
create unique index copy_links_pair on copy_links (leader_account_id, follower_account_id) where status <> 'CLOSED';
create index copy_links_follower on copy_links (follower_account_id);

-- The exact unrounded position that a link should have, and the last leader event in it.
create table copy_intended (
    link_id       text   not null references copy_links (id),
    tenant_id     text   not null,
    instrument    text   not null,
    intended      text   not null,
    last_sequence bigint not null,
    primary key (link_id, instrument)
);

create table orders (
    client_order_id  text primary key,
    tenant_id        text   not null,
    account_id       text   not null references accounts (id),
    instrument       text   not null references instruments (id),
    side             text   not null check (side in ('BUY', 'SELL')),
    type             text   not null,
    quantity_units   bigint not null check (quantity_units > 0),
    filled_units     bigint not null default 0,
    price_units      bigint not null default 0,
    fee_units        bigint not null default 0,
    status           text   not null check (status in ('STORED', 'SENT', 'FILLED', 'REJECTED')),
    code             text   not null default '',
    cause            text   not null,
    created_event_ns bigint not null,
    updated_event_ns bigint not null,
    sequence         bigint not null default 0
);
create index orders_account on orders (account_id, sequence desc);
create index orders_open on orders (client_order_id) where status in ('STORED', 'SENT');

-- In commit order: writers hold one advisory lock, so the sequence has no gap that fills later.
create table order_events (
    sequence        bigint primary key,
    tenant_id       text   not null,
    account_id      text   not null,
    client_order_id text   not null,
    instrument      text   not null,
    kind            text   not null,
    signed_units    bigint not null,
    released_units  bigint not null,
    cash_units      bigint not null,
    event_time_ns   bigint not null
);
create index order_events_account on order_events (account_id, sequence);
create sequence order_event_sequence;

create table fills (
    client_order_id text primary key references orders (client_order_id),
    tenant_id       text   not null,
    account_id      text   not null,
    instrument      text   not null,
    side            text   not null,
    quantity_units  bigint not null,
    price_units     bigint not null,
    fee_units       bigint not null,
    event_time_ns   bigint not null
);

create table positions (
    account_id     text   not null references accounts (id),
    tenant_id      text   not null,
    instrument     text   not null,
    quantity_units bigint not null,
    cost_units     bigint not null,
    realized_units bigint not null,
    fee_units      bigint not null,
    sequence       bigint not null,
    primary key (account_id, instrument)
);

create table leader_events (
    leader_account_id text   not null,
    leader_sequence   bigint not null,
    tenant_id         text   not null,
    client_order_id   text   not null unique,
    event             bytea  not null,
    primary key (leader_account_id, leader_sequence)
);

create table copy_ledger (
    leader_account_id   text   not null,
    leader_sequence     bigint not null,
    follower_account_id text   not null,
    leg                 text   not null,
    tenant_id           text   not null,
    link_id             text   not null,
    instrument          text   not null,
    side                text   not null,
    outcome             text   not null check (outcome in ('pending', 'filled', 'rejected', 'skipped')),
    code                text   not null,
    intended            text   not null,
    held_units          bigint not null,
    ordered_units       bigint not null,
    filled_units        bigint not null default 0,
    price_units         bigint not null default 0,
    leader_price_units  bigint not null,
    client_order_id     text   not null,
    event_time_ns       bigint not null,
    primary key (leader_account_id, leader_sequence, follower_account_id, leg)
);
create index copy_ledger_order on copy_ledger (client_order_id) where client_order_id <> '';
create index copy_ledger_follower on copy_ledger (follower_account_id, leader_sequence desc);

create table outbox (
    id           bigint primary key,
    topic        text  not null,
    record_key   text  not null,
    payload      bytea not null
);
create sequence outbox_sequence;

-- How far a job has read.
create table cursors (
    name     text primary key,
    position bigint not null
);

-- Which account trades which instrument's signals, and how much at a time.
create table signal_traders (
    account_id     text   not null references accounts (id),
    tenant_id      text   not null,
    instrument     text   not null references instruments (id),
    frame          text   not null,
    quantity_units bigint not null check (quantity_units > 0),
    primary key (account_id, instrument)
);

create table idempotency_keys (
    tenant_id       text not null,
    user_id         text not null,
    key             text not null,
    request_hash    text not null,
    client_order_id text not null,
    created_at      timestamptz not null default now(),
    primary key (tenant_id, user_id, key)
);
