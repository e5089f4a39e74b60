package io.tickgrid.grid.db;

import java.net.URI;
import java.net.URISyntaxException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Where PostgreSQL is: {@code postgres://user:password@host:5432/database}. */
public record DbUrl(String host, int port, String database, String user, String password) {

    /** @throws IllegalArgumentException naming the form expected when {@code text} has another */
    public static DbUrl parse(String text) {
        String expected = "expected postgres://USER[:PASSWORD]@HOST[:PORT]/DATABASE";
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(expected + ", got a text that is no URL", e);
        }
        String user = uri.getUserInfo();
        String path = uri.getPath();
        if (uri.getScheme() == null || !uri.getScheme().matches("postgres(ql)?") || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    expected + ", got scheme " + uri.getScheme() + " and host " + uri.getHost());
        }
        if (user == null || user.isEmpty() || path == null || path.length() < 2) {
            throw new IllegalArgumentException(expected + ", got no user or no database");
        }
        int colon = user.indexOf(':');
        return new DbUrl(
                uri.getHost(),
                uri.getPort() < 0 ? 5432 : uri.getPort(),
                path.substring(1),
                colon < 0 ? user : user.substring(0, colon),
                colon < 0 ? "" : user.substring(colon + 1));
    }

    String jdbc() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    /** A connection of its own, by JDBC; who takes it closes it. */
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "tickgrid");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(jdbc(), properties);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "postgres://" + user + "@" + host + ":" + port + "/" + database;
    }
}
