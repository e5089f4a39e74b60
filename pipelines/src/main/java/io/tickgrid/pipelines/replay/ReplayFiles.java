package io.tickgrid.pipelines.replay;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.pipelines.agent.Agents;
import io.tickgrid.pipelines.agent.Opinion;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.engine.EngineConfig;
import io.tickgrid.pipelines.engine.EngineOutput;
import io.tickgrid.pipelines.engine.Ledger;
import io.tickgrid.pipelines.fusion.FusionResult;
import io.tickgrid.pipelines.signal.SignalDraft;
import io.tickgrid.pipelines.signal.SignalSide;
import io.tickgrid.pipelines.tick.DeadReason;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The output files of a replay. All is written in a directory of its own inside the output directory and moved to its
 * place at the end, the ledger last: a run that is killed leaves no half file, and earlier results stay as they were
 * until then.
 */
final class ReplayFiles implements EngineOutput, Closeable {
    static final String CANDLES = "candles.csv";
    static final String INDICATORS = "indicators.csv";
    static final String OPINIONS = "opinions.csv";
    static final String FUSION = "fusion.csv";
    static final String SIGNALS = "signals.csv";
    static final String LEDGER = "ledger.json";

    private static final Map<String, String> HEADERS = headers();

    private final Path directory;
    private final Path work;
    private final List<Frame> frames;
    private final Map<Frame, FrameFiles> files = new LinkedHashMap<>();
    private final Refused refused;

    ReplayFiles(ReplayOptions options, EngineConfig config, Refused refused) {
        directory = options.out();
        frames = config.frames();
        this.refused = refused;
        try {
            Files.createDirectories(directory);
            work = Files.createTempDirectory(directory, ".replay-");
        } catch (IOException e) {
            throw Csv.failure(directory, e);
        }
        try {
            for (Frame frame : frames) {
                files.put(
                        frame,
                        new FrameFiles(
                                options.symbol(), frame, config.indicators().columns(), Agents.all(), work));
            }
        } catch (ReplayException e) {
            close();
            throw e;
        }
    }

    private static Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(CANDLES, "symbol,frame,open_time_ms,open,high,low,close,volume,trades,revision,closed\n");
        headers.put(INDICATORS, "symbol,frame,open_time_ms,indicator,output,value\n");
        headers.put(OPINIONS, "symbol,frame,open_time_ms,agent,direction,confidence,reasons\n");
        headers.put(FUSION, "symbol,frame,open_time_ms,score,confidence,recommendation\n");
        headers.put(SIGNALS, "symbol,frame,open_time_ms,id,side,score,confidence,entry,stop,targets\n");
        return headers;
    }

    /** Writes what no tick can change any more; a tick before the horizon is not accepted. */
    void writeFinal(long horizonNs) {
        files.values().forEach(frame -> frame.writeFinal(horizonNs));
    }

    /** Writes what is left, and puts all files into their places. */
    void finish(Ledger ledger) {
        for (FrameFiles frame : files.values()) {
            frame.writeAll();
            frame.close();
        }
        try {
            for (Map.Entry<String, String> header : HEADERS.entrySet()) {
                join(header.getKey(), header.getValue());
            }
            Files.writeString(work.resolve(LEDGER), json(ledger));
            Files.deleteIfExists(directory.resolve(LEDGER));
            for (String file : HEADERS.keySet()) {
                place(file);
            }
            place(LEDGER);
        } catch (IOException e) {
            throw Csv.failure(directory, e);
        }
    }

    private void join(String file, String header) throws IOException {
        try (OutputStream out = Files.newOutputStream(work.resolve(file))) {
            out.write(header.getBytes(StandardCharsets.UTF_8));
            for (Frame frame : frames) {
                Path part = FrameFiles.part(work, frame, file);
                Files.copy(part, out);
                Files.delete(part);
            }
        }
    }

    private void place(String file) throws IOException {
        Files.move(
                work.resolve(file),
                directory.resolve(file),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static String json(Ledger ledger) {
        return "{\"in\":" + ledger.in() + ",\"used\":" + ledger.used() + ",\"restated\":" + ledger.restated()
                + ",\"late\":" + ledger.late() + ",\"duplicate\":" + ledger.duplicate() + ",\"dead\":" + ledger.dead()
                + "}\n";
    }

    /** Removes what was not moved to its place, also when the disk is full. */
    @Override
    public void close() {
        try {
            files.values().forEach(FrameFiles::close);
        } finally {
            try (Stream<Path> rest = Files.list(work)) {
                for (Path path : rest.toList()) {
                    Files.delete(path);
                }
                Files.delete(work);
            } catch (IOException e) {
                refused.say("could not remove " + work + ": " + e);
            }
        }
    }

    private FrameFiles of(Frame frame) {
        FrameFiles found = files.get(frame);
        if (found == null) {
            throw new IllegalStateException("expected one of the frames " + frames + ", got " + frame);
        }
        return found;
    }

    @Override
    public void candle(
            String instrument,
            Frame frame,
            long openTimeMs,
            double open,
            double high,
            double low,
            double close,
            double volume,
            long trades,
            int revision,
            boolean closed) {
        of(frame).candle(new FrameFiles.Candle(openTimeMs, open, high, low, close, volume, trades, revision, closed));
    }

    @Override
    public void withdrawn(String instrument, Frame frame, long openTimeMs, int revision, boolean closed) {
        throw new IllegalStateException("a file of ticks corrects none");
    }

    @Override
    public void indicators(
            String instrument, Frame frame, long openTimeMs, int revision, boolean closed, double[] values) {
        if (closed) {
            of(frame).indicators(openTimeMs, values);
        }
    }

    @Override
    public void opinions(String instrument, Frame frame, long openTimeMs, Opinion[] opinions) {
        of(frame).opinions(openTimeMs, opinions);
    }

    @Override
    public void fusion(
            String instrument,
            Frame frame,
            long openTimeMs,
            FusionResult fusion,
            int weightSetVersion,
            boolean closed) {
        if (closed) {
            of(frame).fusion(openTimeMs, fusion);
        }
    }

    @Override
    public void signal(String instrument, Frame frame, long openTimeMs, long eventTimeNs, SignalDraft signal) {
        of(frame).signal(openTimeMs, signal);
    }

    @Override
    public void fill(
            String instrument,
            String clientOrderId,
            long filledUnits,
            String tenantId,
            String accountId,
            SignalSide side,
            long quantityUnits,
            long priceUnits,
            long feeUnits,
            long timeNs) {
        throw new IllegalStateException("a replay has no orders, was told of a fill of " + clientOrderId);
    }

    @Override
    public void order(
            String clientOrderId,
            String tenantId,
            String accountId,
            OrderState to,
            @Nullable ErrorCode code,
            String cause,
            long timeNs) {}

    @Override
    public void dead(
            String instrument,
            String source,
            long sequence,
            long timeNs,
            double price,
            long sizeUnits,
            int sizeScale,
            DeadReason reason) {
        refused.add(reason, timeNs, price);
    }
}
