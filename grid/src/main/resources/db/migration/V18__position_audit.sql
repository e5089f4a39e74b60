-- Sums of fills, by what is booked of them, beside the positions that should be equal to them: kept by who checks that, in
-- the state after the order events up to its cursor.
create table position_sums (
    account_id     text    not null,
    instrument     text    not null,
    quantity_units numeric not null,
    fee_units      numeric not null,
    primary key (account_id, instrument)
) with (fillfactor = 70);

-- Positions that are not the sums of their fills, as the last check found them.
create table position_drifts (
    account_id              text    not null,
    tenant_id               text    not null,
    instrument              text    not null,
    fill_quantity_units     numeric not null,
    position_quantity_units bigint  not null,
    fill_fee_units          numeric not null,
    position_fee_units      bigint  not null,
    -- The order event up to which it was looked at.
    sequence                bigint  not null,
    primary key (account_id, instrument)
);
