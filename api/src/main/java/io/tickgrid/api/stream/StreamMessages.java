package io.tickgrid.api.stream;

import io.tickgrid.api.candle.CandleView;
import io.tickgrid.api.rest.Numbers;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.engine.MarketUpdate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The messages of the WebSocket as text. */
public final class StreamMessages {
    private final JsonMapper json;

    StreamMessages(JsonMapper json) {
        this.json = json;
    }

    String authenticated() {
        return text(Map.of("type", "authenticated"));
    }

    String heartbeat(long timeMs) {
        return text(ordered("type", "heartbeat", "time_ms", timeMs));
    }

    String about(String type, String channel) {
        return text(ordered("type", type, "channel", channel));
    }

    String resync(String channel, long sequence) {
        return text(ordered("type", "resync_required", "channel", channel, "sequence", sequence));
    }

    String snapshot(String channel, long sequence, Collection<?> data) {
        return text(ordered("type", "snapshot", "channel", channel, "sequence", sequence, "data", data));
    }

    String update(String channel, long sequence, Object data) {
        return text(ordered("type", "update", "channel", channel, "sequence", sequence, "data", data));
    }

    String error(String code, String detail, @Nullable String channel) {
        Map<String, Object> message = ordered("type", "error", "code", code, "detail", detail);
        if (channel != null) {
            message.put("channel", channel);
        }
        return text(message);
    }

    /** Equal states have equal text. */
    String text(Object value) {
        return json.writeValueAsString(value);
    }

    /** A candle or a score as the channel {@code market} shows it. */
    static Object market(MarketUpdate u) {
        return u.kind() == MarketUpdate.CANDLE
                ? new CandleData("candle", u.instrument(), u.frame(), candle(u))
                : new FusionData(
                        "fusion",
                        u.frame(),
                        u.openTimeMs(),
                        u.closed(),
                        Numbers.number(u.a()),
                        Numbers.number(u.b()),
                        u.text());
    }

    private static CandleView candle(MarketUpdate u) {
        return CandleView.of(new Candle(
                u.instrument(),
                u.frame(),
                u.openTimeMs(),
                u.a(),
                u.b(),
                u.c(),
                u.d(),
                u.e(),
                u.count(),
                u.revision(),
                u.closed()));
    }

    /** A bar of the channel {@code market}. */
    public record CandleData(
            String kind,
            String instrument,
            String frame,
            @com.fasterxml.jackson.annotation.JsonUnwrapped CandleView candle) {}

    /** A score of the channel {@code market}. */
    public record FusionData(
            String kind,
            String frame,
            long openTimeMs,
            boolean closed,
            @Nullable Double score,
            @Nullable Double confidence,
            String recommendation) {}

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
