package io.tickgrid.api.stream;

import io.tickgrid.api.rest.Texts;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A message of a client, checked.
 *
 * @param op auth, subscribe, unsubscribe or ping
 * @param channel empty for auth and ping
 * @param resumeFrom the last sequence that the client has; null = it wants a snapshot
 */
public record ChannelRequest(
        String op, String token, String channel, @Nullable Long resumeFrom) {
    private static final Set<String> OPS = Set.of("auth", "subscribe", "unsubscribe", "ping");
    private static final Set<String> FIELDS = Set.of("op", "token", "channel", "resume_from");

    /** A subscription: {@code market} and {@code BITSTAMP:BTC/USD}; channels without a subject have an empty one. */
    public static ChannelRequest of(String feature, String subject, @Nullable Long resumeFrom) {
        if (resumeFrom != null && resumeFrom < 0) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST, "resume_from must be a sequence, 0 or more, was " + resumeFrom);
        }
        String channel = subject.isEmpty() ? feature : feature + ":" + subject;
        return new ChannelRequest("subscribe", "", Texts.id("channel", channel), resumeFrom);
    }

    /** @throws TickgridException invalid_request, when it is not one of the contract's messages */
    static ChannelRequest parse(JsonMapper json, String text) {
        JsonNode node;
        try {
            node = json.readTree(text);
        } catch (JacksonException e) {
            throw new TickgridException(ErrorCode.INVALID_REQUEST, "expected a JSON object, got something else", e);
        }
        if (!node.isObject()) {
            throw new TickgridException(ErrorCode.INVALID_REQUEST, "expected a JSON object, got something else");
        }
        for (String name : node.propertyNames()) {
            if (!FIELDS.contains(name)) {
                throw new TickgridException(ErrorCode.INVALID_REQUEST, "unknown field " + Texts.quote(name));
            }
        }
        String op = Texts.oneOf("op", string(node, "op"), OPS);
        String channel = op.endsWith("subscribe") ? Texts.id("channel", string(node, "channel")) : "";
        String token = string(node, "token");
        return new ChannelRequest(op, token == null ? "" : token, channel, resumeFrom(node.get("resume_from")));
    }

    /** {@code market} of {@code market:BITSTAMP:BTC/USD}. */
    String feature() {
        int colon = channel.indexOf(':');
        return colon < 0 ? channel : channel.substring(0, colon);
    }

    /** {@code BITSTAMP:BTC/USD} of {@code market:BITSTAMP:BTC/USD}; empty without a colon. */
    String subject() {
        int colon = channel.indexOf(':');
        return colon < 0 ? "" : channel.substring(colon + 1);
    }

    private static @Nullable String string(JsonNode node, String field) {
        JsonNode value = node.get(field);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw new TickgridException(ErrorCode.INVALID_REQUEST, field + " must be text");
        }
        return value.asString();
    }

    private static @Nullable Long resumeFrom(@Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
            throw new TickgridException(ErrorCode.INVALID_REQUEST, "resume_from must be a sequence, 0 or more");
        }
        return value.asLong();
    }
}
