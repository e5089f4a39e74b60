package io.tickgrid.pipelines.job;

import com.hazelcast.jet.core.AbstractProcessor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job of one processor in the cluster that does one idempotent step after the other. A step that fails is done again
 * after a pause: where the job goes on is kept in PostgreSQL by the steps themselves, not in Jet's snapshots.
 */
public abstract class StepProcessor extends AbstractProcessor {
    private static final Logger log = LoggerFactory.getLogger(StepProcessor.class);
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long FAILED_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private @Nullable String lastFailure;

    /**
     * Does what is there to do.
     *
     * @return whether there was something
     */
    protected abstract boolean step() throws Exception;

    @Override
    public boolean isCooperative() {
        return false;
    }

    @Override
    public boolean complete() {
        long pause = 0;
        try {
            pause = step() ? 0 : IDLE_NS;
            if (lastFailure != null) {
                log.info("{} goes on", getClass().getSimpleName());
                lastFailure = null;
            }
        } catch (Exception e) {
            String failure = e.toString();
            if (!failure.equals(lastFailure)) {
                log.warn("{} failed and tries again", getClass().getSimpleName(), e);
                lastFailure = failure;
            }
            pause = FAILED_NS;
        }
        if (pause > 0) {
            LockSupport.parkNanos(pause);
        }
        return false;
    }
}
