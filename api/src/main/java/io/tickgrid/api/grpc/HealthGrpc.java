package io.tickgrid.api.grpc;

import io.grpc.stub.StreamObserver;
import io.tickgrid.api.health.HealthQueries;
import io.tickgrid.api.health.HealthQueries.FeedView;
import io.tickgrid.api.health.HealthQueries.HealthView;
import io.tickgrid.api.health.HealthQueries.JobView;
import io.tickgrid.api.health.HealthQueries.MarketView;
import io.tickgrid.api.health.HealthQueries.RestartsView;
import io.tickgrid.proto.health.v1.Cluster;
import io.tickgrid.proto.health.v1.Dependency;
import io.tickgrid.proto.health.v1.Feed;
import io.tickgrid.proto.health.v1.GetHealthRequest;
import io.tickgrid.proto.health.v1.GetHealthResponse;
import io.tickgrid.proto.health.v1.HealthServiceGrpc;
import io.tickgrid.proto.health.v1.Job;
import io.tickgrid.proto.health.v1.MarketLedger;
import org.springframework.stereotype.Component;

@Component
final class HealthGrpc extends HealthServiceGrpc.HealthServiceImplBase {
    private final HealthQueries queries;

    HealthGrpc(HealthQueries queries) {
        this.queries = queries;
    }

    @Override
    public void getHealth(GetHealthRequest q, StreamObserver<GetHealthResponse> out) {
        Calls.read(q, queries::get, HealthGrpc::message, out);
    }

    private static GetHealthResponse message(HealthView v) {
        GetHealthResponse.Builder health = GetHealthResponse.newBuilder()
                .setStatus(v.status())
                .setCluster(Cluster.newBuilder()
                        .setSize(v.cluster().size())
                        .addAllMembers(v.cluster().members())
                        .setSplitBrainProtection(v.cluster().splitBrainProtection())
                        .setNote(v.cluster().note()));
        Calls.ifPresent(v.market(), m -> health.setMarket(market(m)));
        v.jobs().forEach(j -> health.addJobs(job(j)));
        v.dependencies().forEach(d -> {
            Dependency.Builder dependency = Dependency.newBuilder()
                    .setName(d.name())
                    .setStatus(d.status())
                    .setDetail(d.detail());
            Calls.ifPresent(d.latencyMs(), dependency::setLatencyMs);
            health.addDependencies(dependency);
        });
        Calls.ifPresent(v.feed(), f -> health.setFeed(feed(f)));
        return health.build();
    }

    private static Job.Builder job(JobView j) {
        Job.Builder job = Job.newBuilder().setName(j.name()).setStatus(j.status());
        RestartsView restarts = j.restarts();
        if (restarts != null) {
            job.setRestarts(restarts.failed() + restarts.missing() + restarts.suspended());
            Calls.ifPresent(restarts.lastMs(), job::setLastRestartMs);
            Calls.ifPresent(restarts.lastReason(), job::setLastRestartReason);
        }
        return job;
    }

    private static MarketLedger market(MarketView m) {
        return MarketLedger.newBuilder()
                .setIn(m.in())
                .setUsed(m.used())
                .setRestated(m.restated())
                .setLate(m.late())
                .setDuplicate(m.duplicate())
                .setDead(m.dead())
                .build();
    }

    private static Feed feed(FeedView f) {
        return Feed.newBuilder()
                .setLabel(f.label())
                .setPosition(f.position())
                .setTotal(f.total())
                .setLoops(f.loops())
                .setSpeed(f.speed())
                .setEventTimeMs(f.eventTimeMs())
                .build();
    }
}
