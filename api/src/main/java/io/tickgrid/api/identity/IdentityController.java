package io.tickgrid.api.identity;

import io.tickgrid.api.identity.IdentityCommands.Session;
import io.tickgrid.api.identity.IdentityCommands.UserView;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/auth")
class IdentityController {
    private final IdentityCommands commands;

    IdentityController(IdentityCommands commands) {
        this.commands = commands;
    }

    /** Passwords beyond 128 characters are refused before they are hashed. */
    record LoginRequest(
            @NotBlank @Size(max = 128) String username,
            @NotBlank @Size(max = 128) String password) {
        @Override
        public String toString() {
            return "LoginRequest[" + username + "]";
        }
    }

    record RefreshRequest(@NotBlank @Size(max = 128) String refreshToken) {
        @Override
        public String toString() {
            return "RefreshRequest";
        }
    }

    @PostMapping("/login")
    Mono<Session> login(@Valid @RequestBody LoginRequest request) {
        return commands.login(request.username(), request.password());
    }

    @PostMapping("/refresh")
    Mono<Session> refresh(@Valid @RequestBody RefreshRequest request) {
        return commands.refresh(request.refreshToken());
    }

    @GetMapping("/profile")
    Mono<UserView> profile(@AuthenticationPrincipal Caller caller) {
        return Mono.just(UserView.of(caller));
    }
}
