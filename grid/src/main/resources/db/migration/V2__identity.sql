-- Identity -----------------------------------------------------------------------------------------------------------
-- A user name is unique over all tenants: a login names no tenant.
create table users (
    username      text primary key,
    tenant_id     text    not null,
    password_hash text    not null,
    roles         text    not null,
    active        boolean not null
);
create index users_tenant on users (tenant_id);

-- Only hashes are stored. A family is a login with everything refreshed from it.
create table refresh_tokens (
    token_hash text primary key,
    family_id  text    not null,
    tenant_id  text    not null,
    username   text    not null references users (username),
    expires_ms bigint  not null,
    used       boolean not null default false,
    revoked    boolean not null default false
);
create index refresh_tokens_family on refresh_tokens (family_id);
create index refresh_tokens_expiry on refresh_tokens (expires_ms);

create table api_keys (
    key_hash  text primary key,
    tenant_id text    not null,
    username  text    not null references users (username),
    name      text    not null,
    scopes    text    not null,
    revoked   boolean not null default false,
    unique (username, name)
);
