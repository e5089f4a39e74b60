package io.tickgrid.api.grpc;

import io.grpc.netty.NettyServerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.ServerBuilderCustomizer;

/** What one connection may take. */
@Configuration(proxyBeanMethods = false)
class GrpcConfig {
    private static final int MAX_CALLS = 200;

    @Bean
    ServerBuilderCustomizer<NettyServerBuilder> callLimit() {
        return server -> server.maxConcurrentCallsPerConnection(MAX_CALLS);
    }
}
