package io.tickgrid.api;

import io.tickgrid.api.candle.Frames;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.pipelines.broker.OrderEntry;
import io.tickgrid.pipelines.copytrade.FollowerBlocks;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;

/** The running surfaces of a node. Closing it ends them and leaves the node as it is. */
public final class ApiServer implements AutoCloseable {
    private final ConfigurableApplicationContext context;

    private ApiServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Serves on a started node; returns when the ports are open.
     *
     * @param followers where changes of copy links take effect
     * @param entry where orders go
     *
     * @throws RuntimeException when a port is taken or the data directory cannot be written; nothing is left running
     */
    public static ApiServer start(ApiSettings settings, GridNode node, FollowerBlocks followers, OrderEntry entry) {
        SpringApplication application = new SpringApplication(ApiApplication.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        application.setBannerMode(Banner.Mode.OFF);
        application.setRegisterShutdownHook(false); // the command that started us stops us, in order
        application.setLogStartupInfo(false);
        application.addInitializers(c -> {
            GenericApplicationContext context = (GenericApplicationContext) c;
            // Registered as they are, so that closing the context does not close what it did not make.
            context.getBeanFactory().registerSingleton("apiSettings", settings);
            context.getBeanFactory().registerSingleton("gridNode", node);
            context.getBeanFactory()
                    .registerSingleton("frames", new Frames(node.config().frames()));
            context.getBeanFactory().registerSingleton("followerBlocks", followers);
            context.getBeanFactory().registerSingleton("orderEntry", entry);
        });
        return new ApiServer(application.run(arguments(settings).toArray(String[]::new)));
    }

    /** As arguments they go before anything that the environment of the process says. */
    private static List<String> arguments(ApiSettings settings) {
        List<String> arguments = new ArrayList<>();
        arguments.add("--server.port=" + settings.httpPort());
        arguments.add("--spring.grpc.server.port=" + settings.grpcPort());
        return arguments;
    }

    public int httpPort() {
        return port("local.server.port");
    }

    public int grpcPort() {
        return context.getBean(GrpcServerLifecycle.class).getPort();
    }

    private int port(String property) {
        return context.getEnvironment().getProperty(property, Integer.class, 0);
    }

    /** For the other surfaces of this process. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    Object bean(String name) {
        return context.getBean(name);
    }

    @Override
    public void close() {
        context.close();
    }
}
