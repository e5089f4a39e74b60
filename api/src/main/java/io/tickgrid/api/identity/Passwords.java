package io.tickgrid.api.identity;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Argon2id hashes. A check costs 16 MB and tens of milliseconds, so few run at a time and a queue of bounded length waits:
 * a flood of logins ends in refusals, not in a machine without memory.
 */
final class Passwords implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int QUEUE = 64;

    private final Argon2PasswordEncoder encoder = Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();
    private final Scheduler scheduler = Schedulers.newBoundedElastic(THREADS, QUEUE, "passwords");
    private final String nobody = hash(Secrets.random256());

    String hash(String password) {
        String hash = encoder.encode(password);
        if (hash == null) {
            throw new IllegalArgumentException("a password is needed");
        }
        return hash;
    }

    /** Whether they belong together. No hash costs the same time as a wrong password, so that names cannot be probed. */
    Mono<Boolean> matches(String password, @Nullable String hash) {
        return Mono.fromCallable(() -> encoder.matches(password, hash == null ? nobody : hash) && hash != null)
                .subscribeOn(scheduler)
                .onErrorMap(
                        RejectedExecutionException.class,
                        e -> new TickgridException(
                                ErrorCode.TOO_MANY_REQUESTS, "too many logins are waiting; try again"));
    }

    @Override
    public void close() {
        scheduler.dispose();
    }
}
