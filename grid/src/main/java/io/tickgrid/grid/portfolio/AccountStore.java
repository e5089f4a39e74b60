package io.tickgrid.grid.portfolio;

import static io.tickgrid.grid.db.Db.bool;
import static io.tickgrid.grid.db.Db.booleans;
import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.longs;
import static io.tickgrid.grid.db.Db.text;
import static io.tickgrid.grid.db.Db.texts;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.tickgrid.grid.db.Db;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Accounts and positions in PostgreSQL. */
public final class AccountStore {
    private final Db db;

    public AccountStore(Db db) {
        this.db = db;
    }

    /** Adds accounts in one statement; those that are there stay as they are. */
    public Mono<Long> add(List<Account> rows) {
        return db.update(
                """
                insert into accounts (id, tenant_id, owner_id, name, kind, currency, cash_units, active, entitled,
                                      max_position_units)
                select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                                     $7::bigint[], $8::bool[], $9::bool[], $10::bigint[])
                on conflict do nothing
                """,
                texts(rows, Account::id),
                texts(rows, Account::tenantId),
                texts(rows, Account::ownerId),
                texts(rows, Account::name),
                texts(rows, Account::kind),
                texts(rows, Account::currency),
                longs(rows, Account::cashUnits),
                booleans(rows, Account::active),
                booleans(rows, Account::entitled),
                longs(rows, Account::maxPositionUnits));
    }

    public Flux<Account> loadAll() {
        return db.query("select * from accounts order by id", AccountStore::account);
    }

    public Flux<Account> byIds(List<String> ids) {
        return db.query("select * from accounts where id = any($1::text[])", AccountStore::account, (Object)
                ids.toArray(String[]::new));
    }

    public static Flux<Account> byIdsIn(Connection c, List<String> ids) {
        return Db.query(c, "select * from accounts where id = any($1::text[])", AccountStore::account, (Object)
                ids.toArray(String[]::new));
    }

    public Flux<Position> loadPositions() {
        return db.query("select * from positions", AccountStore::position);
    }

    public Flux<Position> positions(List<String> accountIds) {
        return db.query("select * from positions where account_id = any($1::text[])", AccountStore::position, (Object)
                accountIds.toArray(String[]::new));
    }

    public static Flux<Position> positions(Connection c, List<String> accountIds) {
        return Db.query(
                c, "select * from positions where account_id = any($1::text[])", AccountStore::position, (Object)
                        accountIds.toArray(String[]::new));
    }

    /** A row of the table {@code accounts}. */
    public static Account account(Readable row) {
        return new Account(
                text(row, "id"),
                text(row, "tenant_id"),
                text(row, "owner_id"),
                text(row, "name"),
                text(row, "kind"),
                text(row, "currency"),
                int64(row, "cash_units"),
                bool(row, "active"),
                bool(row, "entitled"),
                int64(row, "max_position_units"),
                int64(row, "leader_sequence"),
                int64(row, "change_sequence"));
    }

    /** A row of the table {@code positions}. */
    public static Position position(Readable row) {
        return new Position(
                text(row, "account_id"),
                text(row, "tenant_id"),
                text(row, "instrument"),
                int64(row, "quantity_units"),
                int64(row, "cost_units"),
                int64(row, "realized_units"),
                int64(row, "fee_units"),
                int64(row, "sequence"));
    }
}
