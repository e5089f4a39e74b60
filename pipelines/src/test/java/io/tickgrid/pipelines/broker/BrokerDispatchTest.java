package io.tickgrid.pipelines.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.function.SupplierEx;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.core.DAG;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.ProcessorSupplier;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The job, as it runs on a member. */
class BrokerDispatchTest {
    private static final BrokerFixture FIXTURE = BrokerFixture.shared();

    /** Where the member finds the brokers of the test: it runs in the same JVM. */
    private static final class Adapters {
        private static volatile List<ResilientBroker> all = List.of();

        static List<ResilientBroker> get() {
            return all;
        }
    }

    private static ScriptedBroker broker(String name) {
        ScriptedBroker broker = new ScriptedBroker(HostileBroker.profile(name, ClientIds.IDEMPOTENT));
        broker.places.add(new PlaceReply.Accepted("B1"));
        broker.statuses.add(new StatusReply.Known(new OrderReport(
                "",
                "B1",
                OrderReport.Status.FILLED,
                BigDecimal.ONE,
                List.of(new Execution("e1", BigDecimal.ONE, new BigDecimal("100.00"), BigDecimal.ZERO, 1)),
                "",
                1)));
        return broker;
    }

    @Test
    void aBrokerThatHangsHoldsUpNoOther() {
        String hanging = BrokerFixture.unique("hanging");
        String well = BrokerFixture.unique("well");
        ScriptedBroker stuck = broker(hanging);
        CountDownLatch end = new CountDownLatch(1);
        stuck.duringPlace = () -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        ScriptedBroker good = broker(well);
        Adapters.all = List.of(
                new ResilientBroker(stuck, BrokerLimits.DEFAULT), new ResilientBroker(good, BrokerLimits.DEFAULT));
        TestClock clock = new TestClock();
        String waits = FIXTURE.order(FIXTURE.account(hanging + "-a", "own", hanging), clock);
        String first = FIXTURE.order(FIXTURE.account(well + "-a", "own", well), clock);
        SupplierEx<Processor> dispatch = () -> new BrokerDispatch(Adapters::get);
        DAG dag = new DAG();
        dag.newVertex(
                "broker-dispatch",
                ProcessorMetaSupplier.forceTotalParallelismOne(ProcessorSupplier.of(dispatch), "broker-dispatch"));
        Job job = FIXTURE.node.hazelcast().getJet().newJob(dag);
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> FIXTURE.state(first), "FILLED"::equals);
            String second = FIXTURE.order(well + "-a", clock);
            await().atMost(Duration.ofSeconds(30)).until(() -> FIXTURE.state(second), "FILLED"::equals);
            assertThat(FIXTURE.state(waits)).isEqualTo("SENT");
            end.countDown();
            await().atMost(Duration.ofSeconds(30)).until(() -> FIXTURE.state(waits), "FILLED"::equals);
        } finally {
            end.countDown();
            job.cancel();
        }
    }
}
