package io.tickgrid.api.identity;

import io.tickgrid.api.ApiSettings;
import io.tickgrid.api.rest.ProblemHandler;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.identity.IdentityStore;
import io.tickgrid.grid.node.GridNode;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.header.ReferrerPolicyServerHttpHeadersWriter.ReferrerPolicy;
import org.springframework.security.web.server.header.XFrameOptionsServerHttpHeadersWriter.Mode;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** The way of an HTTP request through identity: credentials to caller, caller and operation to yes or no. */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class SecurityConfig {
    private static final String CONTENT_SECURITY = "default-src 'self'; connect-src 'self'; img-src 'self' data:;"
            + " style-src 'self' 'sha256-3pRED1tOXas1FXFoPb9TGCjmYe9XQsmO9OV23khV2nY='; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
            + " frame-ancestors 'none'";

    @Bean
    IdentityStore identityStore(GridNode node) {
        return new IdentityStore(node.db());
    }

    @Bean
    AccessTokens accessTokens(ApiSettings settings) {
        return new AccessTokens(Secrets.signingKey(settings.dataDir()));
    }

    @Bean(destroyMethod = "close")
    Passwords passwords(ApiSettings settings, IdentityStore store) {
        Passwords passwords = new Passwords();
        if (settings.demo()) {
            DemoUsers.seed(settings.dataDir(), store, passwords);
        }
        return passwords;
    }

    /** Nobody logs in through Spring Security itself; without this bean Boot would invent a user. */
    @Bean
    ReactiveAuthenticationManager noFormLogin() {
        return Mono::just;
    }

    /** A path that is malformed or plays tricks is refused before any filter, as a problem too. */
    @Bean
    ServerExchangeRejectedHandler rejected(ProblemHandler problems) {
        return (exchange, e) -> problems.handle(
                exchange, new TickgridException(ErrorCode.INVALID_REQUEST, "the path or a header is malformed", e));
    }

    @Bean
    SecurityWebFilterChain security(ServerHttpSecurity http, Authenticator authenticator, ProblemHandler problems) {
        return http
                // A forged cross-site request carries cookies, and this surface knows none: credentials come in headers
                // that a foreign page cannot set without a preflight, which no CORS rule here allows.
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .headers(h -> h.contentSecurityPolicy(c -> c.policyDirectives(CONTENT_SECURITY))
                        .referrerPolicy(r -> r.policy(ReferrerPolicy.NO_REFERRER))
                        .frameOptions(f -> f.mode(Mode.DENY)))
                .addFilterAt(new CredentialsFilter(authenticator), SecurityWebFiltersOrder.AUTHENTICATION)
                .exceptionHandling(
                        e -> e.authenticationEntryPoint(problems::handle).accessDeniedHandler(problems::handle))
                .authorizeExchange(a -> a.anyExchange().access(new OperationAuthorization()))
                .build();
    }

    /** Credentials that are there must be good, also where none are needed. */
    private record CredentialsFilter(Authenticator authenticator) implements WebFilter {
        @Override
        public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
            HttpHeaders headers = exchange.getRequest().getHeaders();
            return authenticator
                    .headers(headers.getFirst(HttpHeaders.AUTHORIZATION), headers.getFirst("X-API-Key"))
                    .<Authentication>map(CallerAuthentication::new)
                    .map(java.util.Optional::of)
                    .defaultIfEmpty(java.util.Optional.empty())
                    .flatMap(found -> found.isEmpty()
                            ? chain.filter(exchange)
                            : chain.filter(exchange)
                                    .contextWrite(ReactiveSecurityContextHolder.withAuthentication(found.get())));
        }
    }
}
