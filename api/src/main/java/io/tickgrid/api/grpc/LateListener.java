package io.tickgrid.api.grpc;

import io.grpc.ServerCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** A listener of a call that begins later than the call: what happens before is kept, in its order. */
final class LateListener<Q> extends ServerCall.Listener<Q> {
    private final List<Consumer<ServerCall.Listener<Q>>> early = new ArrayList<>();
    private ServerCall.@Nullable Listener<Q> late;
    private @Nullable Disposable waiting;
    private boolean cancelled;

    /** What to give up when the call is cancelled before it has begun. */
    synchronized void onCancelBefore(Disposable work) {
        waiting = work;
        if (cancelled) {
            work.dispose();
        }
    }

    /** Begins the call unless it was cancelled. */
    synchronized void begin(Supplier<ServerCall.Listener<Q>> call) {
        if (cancelled) {
            return;
        }
        ServerCall.Listener<Q> begun = call.get();
        early.forEach(event -> event.accept(begun));
        early.clear();
        late = begun;
    }

    private synchronized void tell(Consumer<ServerCall.Listener<Q>> event) {
        if (late == null) {
            early.add(event);
        } else {
            event.accept(late);
        }
    }

    @Override
    public void onMessage(Q message) {
        tell(l -> l.onMessage(message));
    }

    @Override
    public void onHalfClose() {
        tell(ServerCall.Listener::onHalfClose);
    }

    @Override
    public void onCancel() {
        synchronized (this) {
            cancelled = true;
            if (waiting != null) {
                waiting.dispose();
            }
        }
        tell(ServerCall.Listener::onCancel);
    }

    @Override
    public void onComplete() {
        tell(ServerCall.Listener::onComplete);
    }

    @Override
    public void onReady() {
        tell(ServerCall.Listener::onReady);
    }
}
