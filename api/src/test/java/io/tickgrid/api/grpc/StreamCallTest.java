package io.tickgrid.api.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.identity.Role;
import io.tickgrid.proto.order.v1.StreamOrdersRequest;
import io.tickgrid.proto.order.v1.StreamOrdersResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.scheduler.Schedulers;

class StreamCallTest {
    private static final String HOOK = "stream-call-test";

    /** A call that keeps its end. */
    private static final class Call extends ServerCallStreamObserver<StreamOrdersResponse> {
        final List<Throwable> errors = new CopyOnWriteArrayList<>();

        @Override
        public void onError(Throwable t) {
            errors.add(t);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void onNext(StreamOrdersResponse value) {}

        @Override
        public void onCompleted() {}

        @Override
        public void setOnCancelHandler(Runnable handler) {}

        @Override
        public void setOnReadyHandler(Runnable handler) {}

        @Override
        public void setCompression(String compression) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}
    }

    @ParameterizedTest
    @CsvSource({"leader-1,-1", "a b,5"})
    void anInvalidRequestIsRefusedAndLeavesNoTimer(String account, long resumeFrom) {
        Call call = new Call();
        Thread test = Thread.currentThread();
        AtomicInteger timers = new AtomicInteger();
        Schedulers.onScheduleHook(HOOK, task -> {
            if (Thread.currentThread() == test) {
                timers.incrementAndGet();
            }
            return task;
        });
        try {
            Caller caller = new Caller("u", "t", Set.of(Role.TRADER), Set.of(Caller.ALL_SCOPES), Long.MAX_VALUE);
            Context.current()
                    .withValue(Calls.CALLER, caller)
                    .run(() -> new OrderGrpc(null, null, null)
                            .streamOrders(
                                    StreamOrdersRequest.newBuilder()
                                            .setAccountId(account)
                                            .setResumeFrom(resumeFrom)
                                            .build(),
                                    call));
        } finally {
            Schedulers.resetOnScheduleHook(HOOK);
        }
        assertThat(call.errors)
                .singleElement()
                .satisfies(e -> assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
        assertThat(timers).hasValue(0);
    }
}
