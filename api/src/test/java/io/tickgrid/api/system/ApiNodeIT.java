package io.tickgrid.api.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.api.local.Ports;
import io.tickgrid.api.run.DemoData;
import io.tickgrid.api.run.PlatformClient;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.tick.TickColumns;
import io.tickgrid.pipelines.tick.feed.TradeTape;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A node of the role api alone, as docs/how-to/several-members.md has it: a client that answers as a member does. */
class ApiNodeIT {
    private static final int DEFAULT_GRID_PORT = 5701;
    private static final int TICKS = 12_000;

    @Test
    void nodeThatOnlyServesAnswersAsAMemberDoes() throws Exception {
        try (Deployment d = Deployment.start("api-node")) {
            DemoData.seed(d.stores(), "5m");
            Member one = member(d, 0, "market,api");
            Member two = member(d, 1, "market");
            one.awaitStarted();
            two.awaitStarted();
            Feeder.send(d.kafka(), ticks());
            Member node;
            // The port of the grid that it does not name is taken, as by a member on the same machine.
            try (ServerSocket taken = new ServerSocket()) {
                if (!Ports.isTaken(DEFAULT_GRID_PORT)) {
                    taken.bind(new InetSocketAddress(DEFAULT_GRID_PORT));
                }
                node = d.launch("api-only", 2, List.of(), "--roles", "api").awaitStarted();
            }
            d.awaitDrained(Topics.MARKET_INPUT);
            PlatformClient client = new PlatformClient(node.httpPort(), node.dataDir(), "trader");
            PlatformClient member = new PlatformClient(one.httpPort(), node.dataDir(), "trader");
            for (String path : List.of(
                    "/api/v1/instruments",
                    "/api/v1/candles/BITSTAMP:BTC-USD?frame=1m",
                    "/api/v1/candles/BITSTAMP:BTC-USD?frame=5m",
                    "/api/v1/candles/BITSTAMP:BTC-USD?frame=15m",
                    "/api/v1/candles/BITSTAMP:BTC-USD?frame=1h",
                    "/api/v1/quant/indicators/BITSTAMP:BTC-USD?frame=1m",
                    "/api/v1/quant/indicators/BITSTAMP:BTC-USD?frame=5m",
                    "/api/v1/fusion/BITSTAMP:BTC-USD?frame=1m",
                    "/api/v1/fusion/BITSTAMP:BTC-USD?frame=5m")) {
                JsonNode answer = client.get(path);
                assertThat(answer).as(path).isEqualTo(member.get(path)).isNotEmpty();
                if (answer.has("items")) {
                    assertThat(answer.get("items")).as(path).isNotEmpty();
                }
            }
            assertThat(client.get("/api/v1/candles/BITSTAMP:BTC-USD?frame=5m").toString())
                    .contains("\"closed\":false");
            assertThat(client.get("/api/v1/health").get("cluster").get("size").asInt())
                    .isEqualTo(2);
        }
    }

    private static Member member(Deployment d, int i, String roles) {
        return d.launch(
                "member-" + i,
                2,
                List.of(),
                "--no-demo",
                "--roles",
                roles,
                "--grid-port",
                Integer.toString(d.gridPort(i)));
    }

    private static List<ProducerRecord<String, byte[]>> ticks() throws IOException {
        List<ProducerRecord<String, byte[]>> records = new ArrayList<>();
        TickColumns columns = new TickColumns("bitstamp");
        for (RecordedTrades.Trade t : RecordedTrades.load().subList(0, TICKS)) {
            columns.add(t.timeNs(), t.sequence(), t.price(), t.sizeUnits(), RecordedTrades.SIZE_SCALE);
            if (columns.size() == 50) {
                ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                        Topics.MARKET_INPUT,
                        TradeTape.INSTRUMENT,
                        MarketInputWire.ticks(TradeTape.INSTRUMENT, columns));
                record.headers().add(Topics.SOURCE_HEADER, "bitstamp".getBytes(StandardCharsets.UTF_8));
                record.headers().add(Topics.VERSION_HEADER, Topics.VERSION.getBytes(StandardCharsets.UTF_8));
                records.add(record);
                columns.clear("bitstamp");
            }
        }
        return records;
    }
}
