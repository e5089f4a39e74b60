package io.tickgrid.api.stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tickgrid.api.Metrics;
import io.tickgrid.api.identity.Authenticator;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.core.Authentication;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.support.WebSocketHandlerAdapter;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.WebsocketServerSpec;
import tools.jackson.databind.json.JsonMapper;

/** Puts the WebSocket at {@code /ws/v1}. */
@Configuration(proxyBeanMethods = false)
class StreamConfig {
    static final String PATH = "/ws/v1";

    private static final int MAX_FRAME_BYTES = 8 * 1024;

    @Bean
    HandlerMapping streamMapping(
            Authenticator authenticator, Channels channels, JsonMapper json, MeterRegistry registry) {
        AtomicInteger sessions = new AtomicInteger();
        Gauge.builder(Metrics.STREAM_SESSIONS.meter(), sessions, AtomicInteger::get)
                .description(Metrics.STREAM_SESSIONS.doc())
                .strongReference(true)
                .register(registry);
        WebSocketHandler handler = session -> Mono.using(
                sessions::incrementAndGet,
                n -> serve(session, authenticator, channels, json),
                n -> sessions.decrementAndGet());
        return new SimpleUrlHandlerMapping(Map.of(PATH, handler), -1);
    }

    @Bean
    WebSocketHandlerAdapter streamAdapter() {
        return new WebSocketHandlerAdapter(new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy(
                () -> WebsocketServerSpec.builder().maxFramePayloadLength(MAX_FRAME_BYTES))));
    }

    /**
     * Browsers let any page open a WebSocket anywhere, so a page of another origin is refused here. Programs send no
     * Origin. Host and port are compared, not the scheme: a proxy may have ended TLS.
     */
    @Bean
    WebFilter streamOrigin() {
        return (exchange, chain) -> {
            ServerHttpRequest request = exchange.getRequest();
            String origin = request.getHeaders().getFirst(HttpHeaders.ORIGIN);
            if (request.getPath().value().equals(PATH) && origin != null && !isOwn(origin, request)) {
                return Mono.error(
                        new TickgridException(ErrorCode.FORBIDDEN, "expected a page of this host, got another origin"));
            }
            return chain.filter(exchange);
        };
    }

    private static boolean isOwn(String origin, ServerHttpRequest request) {
        String host = request.getHeaders().getFirst(HttpHeaders.HOST);
        try {
            return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Mono<Void> serve(
            WebSocketSession socket, Authenticator authenticator, Channels channels, JsonMapper json) {
        StreamSession session = new StreamSession(authenticator, channels::open, json, status -> {
            var unused = socket.close(status).subscribe();
        });
        Mono<Void> out = socket.send(session.messages().map(socket::textMessage));
        Mono<Void> in = socket.receive()
                .filter(m -> m.getType() == WebSocketMessage.Type.TEXT || m.getType() == WebSocketMessage.Type.BINARY)
                .map(WebSocketMessage::getPayloadAsText)
                .concatMap(session::receive)
                .then()
                .doFinally(signal -> session.end());
        return socket.getHandshakeInfo()
                .getPrincipal()
                .ofType(Authentication.class)
                .map(Authentication::getPrincipal)
                .ofType(Caller.class)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(known -> {
                    session.begin(known.orElse(null));
                    return Mono.firstWithSignal(Mono.when(in, out), session.cutOff());
                });
    }
}
