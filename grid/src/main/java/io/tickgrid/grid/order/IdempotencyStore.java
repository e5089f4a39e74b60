package io.tickgrid.grid.order;

import static io.tickgrid.grid.db.Db.text;

import io.tickgrid.grid.db.Db;
import reactor.core.publisher.Mono;

/** Which order each idempotency key of a user stands for. */
public final class IdempotencyStore {
    private final Db db;

    public IdempotencyStore(Db db) {
        this.db = db;
    }

    /** The request that a key was first used for, and its order. */
    public record Claim(String requestHash, String clientOrderId) {}

    /** Remembers the key unless it is known; gives what it stands for, the first use wins. */
    public Mono<Claim> claim(String tenantId, String userId, String key, Claim claim) {
        return db.update(
                        "insert into idempotency_keys (tenant_id, user_id, key, request_hash, client_order_id)"
                                + " values ($1, $2, $3, $4, $5) on conflict do nothing",
                        tenantId,
                        userId,
                        key,
                        claim.requestHash(),
                        claim.clientOrderId())
                .then(db.query(
                                "select * from idempotency_keys where tenant_id = $1 and user_id = $2 and key = $3",
                                row -> new Claim(text(row, "request_hash"), text(row, "client_order_id")),
                                tenantId,
                                userId,
                                key)
                        .single());
    }
}
