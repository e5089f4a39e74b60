package io.tickgrid.pipelines.replay;

import io.tickgrid.pipelines.candle.TimeFrame;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** Candles of a time-ordered tick file computed plainly, in decimals, from the text alone. */
final class ReplayOracle {
    record Bar(BigDecimal open, BigDecimal high, BigDecimal low, BigDecimal close, BigDecimal volume, long trades) {
        Bar with(BigDecimal price, BigDecimal size) {
            return new Bar(open, high.max(price), low.min(price), price, volume.add(size), trades + 1);
        }
    }

    final Map<Long, Bar> bars = new TreeMap<>();
    long rows;
    long dead;
    long lastTimeMs;

    static ReplayOracle of(Path file, TimeFrame frame) {
        ReplayOracle oracle = new ReplayOracle();
        for (String[] row : rows(file)) {
            oracle.add(row, frame);
        }
        return oracle;
    }

    private static List<String[]> rows(Path file) {
        List<String[]> rows = new ArrayList<>();
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String[] header = reader.readLine().split(",");
            int time = List.of(header).indexOf("ts_ms_utc");
            int price = List.of(header).indexOf("price");
            int size = List.of(header).indexOf("size");
            int bid = List.of(header).indexOf("bid");
            int ask = List.of(header).indexOf("ask");
            String line;
            while ((line = reader.readLine()) != null) {
                String[] cells = line.split(",", -1);
                rows.add(
                        price >= 0
                                ? new String[] {cells[time], cells[price], cells[size]}
                                : new String[] {cells[time], cells[bid], cells[ask], "quote"});
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private void add(String[] row, TimeFrame frame) {
        rows++;
        BigDecimal price = new BigDecimal(row[1]);
        BigDecimal size = BigDecimal.ZERO;
        if (row.length == 3) {
            size = new BigDecimal(row[2]);
            if (price.signum() <= 0 || size.signum() < 0) {
                dead++;
                return;
            }
        } else {
            BigDecimal ask = new BigDecimal(row[2]);
            if (price.signum() <= 0 || ask.signum() <= 0 || price.compareTo(ask) > 0) {
                dead++;
                return;
            }
            // The input of a quote is two doubles, on the wire as in the file: their exact mid, to be rounded once.
            price = new BigDecimal(price.doubleValue())
                    .add(new BigDecimal(ask.doubleValue()))
                    .divide(BigDecimal.TWO);
        }
        lastTimeMs = Long.parseLong(row[0]);
        long open = lastTimeMs / frame.lengthMs() * frame.lengthMs();
        BigDecimal p = price;
        BigDecimal s = size;
        bars.merge(open, new Bar(p, p, p, p, s, 1), (bar, first) -> bar.with(p, s));
    }
}
