package io.tickgrid.api.run;

import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.engine.MarketSettings;
import io.tickgrid.pipelines.tick.QualityRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tickgrid run} was asked for.
 *
 * @param httpPort page, REST and WebSocket; 0 = a free one
 * @param grpcPort 0 = a free one
 * @param gridPort the member's own port; 0 = a free one
 * @param speed event time per wall time of the replayed trades
 * @param demo whether demo accounts are made and recorded trades replayed
 * @param kafka bootstrap servers of a cluster of Kafka; null = start one here
 * @param postgres {@code postgres://user:password@host:port/database}; null = start one here
 * @param members host:port of other members
 * @param quality quality rules by class of instrument
 * @param clockVenues whose instruments are told this machine's time
 * @param frames lengths of bars, such as {@code 1m}, in any order and form: 1 to {@value #MAX_FRAMES}, each once, 1m among
 *     them; kept as {@link Frame} writes them, shortest first
 * @param correctionsMs how long trades are kept to be corrected, milliseconds of event time; 0 = no corrections are taken
 */
public record RunOptions(
        Path dataDir,
        int httpPort,
        int grpcPort,
        int gridPort,
        double speed,
        boolean demo,
        @Nullable String kafka,
        @Nullable String postgres,
        List<String> members,
        Set<GridConfig.Role> roles,
        int clusterSize,
        String clusterName,
        Map<String, QualityRules> quality,
        List<String> clockVenues,
        List<String> frames,
        long correctionsMs) {
    /** Each frame costs an engine of every instrument its indicators and rings. */
    public static final int MAX_FRAMES = 16;

    /** Whose bars are the prices of positions and orders. */
    private static final Frame PRICE_FRAME = Frame.parse("1m");

    private static final Pattern VENUE = Pattern.compile("[^\\s:,#]+");
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:,\\[\\]]+):[0-9]{1,5}");

    /** @throws IllegalArgumentException for what cannot be meant, naming the option: before anything is started */
    public RunOptions {
        members = List.copyOf(members);
        roles = Set.copyOf(roles);
        quality = Map.copyOf(quality);
        clockVenues = List.copyOf(clockVenues);
        frames = requireFrames(frames);
        requireCorrections(frames, correctionsMs);
        for (String venue : clockVenues) {
            if (!VENUE.matcher(venue).matches()) {
                throw new IllegalArgumentException(
                        "--clock must name venues such as KRAKEN, several with commas, was '" + venue + "'");
            }
        }
        requirePort("--http-port", httpPort);
        requirePort("--grpc-port", grpcPort);
        requirePort("--grid-port", gridPort);
        if (!(speed > 0 && speed <= 100_000)) {
            throw new IllegalArgumentException("--speed must be in (0, 100000], was " + speed);
        }
        requireDifferent("--http-port", httpPort, "--grpc-port", grpcPort);
        requireDifferent("--http-port", httpPort, "--grid-port", gridPort);
        requireDifferent("--grpc-port", grpcPort, "--grid-port", gridPort);
        if (postgres != null) {
            requirePostgres(postgres);
        }
        if (kafka != null) {
            requireAddresses("--kafka", List.of(kafka.split(",", -1)));
        }
        requireAddresses("--members", members);
        requireCluster(members, roles, clusterSize, kafka, postgres);
        if (clusterName.isBlank()) {
            throw new IllegalArgumentException("--cluster-name must not be blank");
        }
    }

    private static List<String> requireFrames(List<String> texts) {
        String was = String.join(",", texts);
        if (texts.size() > MAX_FRAMES) {
            throw new IllegalArgumentException(
                    "--frames must be at most " + MAX_FRAMES + " lengths, were " + texts.size() + ": " + was);
        }
        Map<Frame, String> byLength = new TreeMap<>();
        for (String text : texts) {
            Frame frame = requireFrame(text.strip());
            String earlier = byLength.putIfAbsent(frame, text.strip());
            if (earlier != null) {
                throw new IllegalArgumentException("--frames must name each length once, was " + was
                        + (earlier.equals(text.strip()) ? "" : ": " + text.strip() + " is " + earlier));
            }
        }
        if (!byLength.containsKey(PRICE_FRAME)) {
            throw new IllegalArgumentException(
                    "--frames must name " + PRICE_FRAME + ", whose bars price positions and orders, was " + was);
        }
        return byLength.keySet().stream().map(Frame::toString).toList();
    }

    private static void requireCorrections(List<String> frames, long correctionsMs) {
        if (correctionsMs != 0) {
            try {
                MarketSettings.defaults(new KafkaSettings(""))
                        .withFrames(frames)
                        .withCorrectionsMs(correctionsMs)
                        .engine();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("--corrections: " + e.getMessage(), e);
            }
        }
    }

    private static Frame requireFrame(String text) {
        try {
            return Frame.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--frames: " + e.getMessage(), e);
        }
    }

    private static void requireCluster(
            List<String> members,
            Set<GridConfig.Role> roles,
            int clusterSize,
            @Nullable String kafka,
            @Nullable String postgres) {
        if (roles.isEmpty()) {
            throw new IllegalArgumentException("--roles must name at least one of market, money, api");
        }
        if (clusterSize < 1) {
            throw new IllegalArgumentException("--cluster-size must be 1 or more, was " + clusterSize);
        }
        if (clusterSize == 2 && roles.contains(GridConfig.Role.MONEY)) {
            throw new IllegalArgumentException("--cluster-size must be 1 or 3 and more for the role money, was 2:"
                    + " of two members neither can tell which may trade");
        }
        if (roles.equals(Set.of(GridConfig.Role.API)) && members.isEmpty()) {
            throw new IllegalArgumentException("--roles api alone holds no data: it needs --members, found none");
        }
        if (!members.isEmpty() && (kafka == null || postgres == null)) {
            throw new IllegalArgumentException(
                    "--members share one Kafka and one PostgreSQL: expected --kafka and --postgres, found "
                            + (kafka == null && postgres == null
                                    ? "neither"
                                    : kafka == null ? "no --kafka" : "no --postgres"));
        }
    }

    private static void requirePostgres(String url) {
        try {
            DbUrl.parse(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--postgres: " + e.getMessage(), e);
        }
    }

    private static void requireAddresses(String option, List<String> addresses) {
        for (String address : addresses) {
            if (!ADDRESS.matcher(address.strip()).matches()) {
                throw new IllegalArgumentException(option + " must be HOST:PORT, several with commas, was " + address);
            }
        }
    }

    private static void requireDifferent(String one, int onePort, String other, int otherPort) {
        if (onePort == otherPort && onePort != 0) {
            throw new IllegalArgumentException(one + " and " + other + " must differ, were both " + onePort);
        }
    }

    private static void requirePort(String option, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(option + " must be in [0, 65535], was " + port);
        }
    }
}
