package io.tickgrid.api.grpc;

import io.grpc.stub.StreamObserver;
import io.tickgrid.api.fusion.FusionQueries;
import io.tickgrid.api.fusion.FusionQueries.FusionView;
import io.tickgrid.api.fusion.FusionQueries.OpinionView;
import io.tickgrid.proto.fusion.v1.Fusion;
import io.tickgrid.proto.fusion.v1.FusionServiceGrpc;
import io.tickgrid.proto.fusion.v1.GetFusionRequest;
import io.tickgrid.proto.fusion.v1.GetFusionResponse;
import io.tickgrid.proto.fusion.v1.Opinion;
import org.springframework.stereotype.Component;

@Component
final class FusionGrpc extends FusionServiceGrpc.FusionServiceImplBase {
    private final FusionQueries queries;

    FusionGrpc(FusionQueries queries) {
        this.queries = queries;
    }

    @Override
    public void getFusion(GetFusionRequest q, StreamObserver<GetFusionResponse> out) {
        Calls.read(
                q,
                () -> queries.latest(q.getSymbol(), q.getFrame()),
                v -> GetFusionResponse.newBuilder().setFusion(message(v)).build(),
                out);
    }

    private static Fusion message(FusionView v) {
        Fusion.Builder fusion = Fusion.newBuilder()
                .setInstrument(v.instrument())
                .setFrame(v.frame())
                .setOpenTimeMs(v.openTimeMs())
                .setClosed(v.closed())
                .setRecommendation(v.recommendation())
                .setQuorum(v.quorum())
                .setWeightSetVersion(v.weightSetVersion())
                .addAllOpinions(v.opinions().stream().map(FusionGrpc::message).toList());
        Calls.ifPresent(v.score(), fusion::setScore);
        Calls.ifPresent(v.confidence(), fusion::setConfidence);
        Calls.ifPresent(v.agreement(), fusion::setAgreement);
        Calls.ifPresent(v.conflict(), fusion::setConflict);
        return fusion.build();
    }

    private static Opinion message(OpinionView v) {
        Opinion.Builder opinion = Opinion.newBuilder()
                .setAgent(v.agent())
                .setAbstained(v.abstained())
                .addAllReasons(v.reasons());
        Calls.ifPresent(v.direction(), opinion::setDirection);
        Calls.ifPresent(v.confidence(), opinion::setConfidence);
        Calls.ifPresent(v.share(), opinion::setShare);
        return opinion.build();
    }
}
