package io.tickgrid.api.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;

/** TCP ports of this machine. */
public final class Ports {
    private Ports() {}

    /** A port of the loopback address that nobody listens on now. */
    public static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Whether somebody listens on the port. */
    public static boolean isTaken(int port) {
        return "taken".equals(problem(port));
    }

    /** Why this process cannot listen on the port, as {@code taken}; null when it can. */
    public static @Nullable String problem(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return null;
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            return message.contains("in use") ? "taken" : "refused by the system (" + message + ")";
        }
    }
}
