package io.tickgrid.api.grpc;

import io.grpc.stub.StreamObserver;
import io.tickgrid.api.identity.IdentityCommands;
import io.tickgrid.api.identity.IdentityCommands.UserView;
import io.tickgrid.proto.identity.v1.AuthServiceGrpc;
import io.tickgrid.proto.identity.v1.GetProfileRequest;
import io.tickgrid.proto.identity.v1.GetProfileResponse;
import io.tickgrid.proto.identity.v1.LoginRequest;
import io.tickgrid.proto.identity.v1.LoginResponse;
import io.tickgrid.proto.identity.v1.RefreshRequest;
import io.tickgrid.proto.identity.v1.RefreshResponse;
import io.tickgrid.proto.identity.v1.Session;
import io.tickgrid.proto.identity.v1.User;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

@Component
final class AuthGrpc extends AuthServiceGrpc.AuthServiceImplBase {
    private final IdentityCommands commands;

    AuthGrpc(IdentityCommands commands) {
        this.commands = commands;
    }

    @Override
    public void login(LoginRequest q, StreamObserver<LoginResponse> out) {
        Calls.command(
                q,
                () -> commands.login(q.getUsername(), q.getPassword()),
                s -> LoginResponse.newBuilder().setSession(session(s)).build(),
                out);
    }

    @Override
    public void refresh(RefreshRequest q, StreamObserver<RefreshResponse> out) {
        Calls.command(
                q,
                () -> commands.refresh(q.getRefreshToken()),
                s -> RefreshResponse.newBuilder().setSession(session(s)).build(),
                out);
    }

    @Override
    public void getProfile(GetProfileRequest q, StreamObserver<GetProfileResponse> out) {
        Calls.read(
                q,
                () -> Mono.just(UserView.of(Calls.caller())),
                u -> GetProfileResponse.newBuilder().setUser(user(u)).build(),
                out);
    }

    private static Session session(IdentityCommands.Session s) {
        return Session.newBuilder()
                .setAccessToken(s.accessToken())
                .setRefreshToken(s.refreshToken())
                .setExpiresInS(s.expiresIn())
                .setUser(user(s.user()))
                .build();
    }

    private static User user(UserView u) {
        return User.newBuilder()
                .setUsername(u.username())
                .setTenantId(u.tenantId())
                .addAllRoles(u.roles())
                .build();
    }
}
