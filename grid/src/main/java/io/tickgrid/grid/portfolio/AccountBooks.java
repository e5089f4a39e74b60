package io.tickgrid.grid.portfolio;

import io.r2dbc.spi.Connection;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.candle.CandleStore;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.instrument.InstrumentStore;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import reactor.core.publisher.Mono;

/**
 * What a check of orders must know of accounts, as one transaction has it.
 *
 * @param working their orders that are not terminal, oldest first
 * @param instruments of positions and working orders, and those that were asked for besides, by id
 * @param lastBars the newest stored bar of each of these that has one, by instrument
 */
public record AccountBooks(
        Map<String, Account> accounts,
        List<Position> positions,
        List<OrderRow> working,
        Map<String, Instrument> instruments,
        Map<String, Candle> lastBars) {

    /** Reads them; hold the money lock where an order is stored by what they say. */
    public static Mono<AccountBooks> read(
            Connection c, Collection<String> accountIds, Collection<String> moreInstruments, String frame) {
        List<String> ids = List.copyOf(accountIds);
        return AccountStore.byIdsIn(c, ids)
                .collectMap(Account::id)
                .flatMap(accounts -> AccountStore.positions(c, ids)
                        .collectList()
                        .flatMap(positions -> OrderStore.working(c, ids)
                                .collectList()
                                .flatMap(working -> {
                                    TreeSet<String> named = new TreeSet<>(moreInstruments);
                                    positions.forEach(p -> named.add(p.instrument()));
                                    working.forEach(o -> named.add(o.instrument()));
                                    List<String> all = List.copyOf(named);
                                    return InstrumentStore.byIdsIn(c, all)
                                            .collectMap(Instrument::id)
                                            .flatMap(instruments -> CandleStore.newestIn(c, all, frame)
                                                    .collectMap(Candle::instrument)
                                                    .map(bars -> new AccountBooks(
                                                            accounts, positions, working, instruments, bars)));
                                })));
    }
}
