package io.tickgrid.pipelines.copytrade;

import io.tickgrid.pipelines.risk.InstrumentTerms;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Generated instruments, links and leaders. Sizes are told in parts of what is usual on the instrument: 50 lots, and
 * what these are worth; so each scale, lot and price meets limits, minimums and money that matter there.
 */
final class CopyCases {
    static final int USUAL_LOTS = 50;

    private CopyCases() {}

    /** An instrument and the price about which it moves. */
    record Market(InstrumentTerms terms, long price) {

        BigDecimal quantity(long units) {
            return BigDecimal.valueOf(units, terms.quantityScale());
        }

        /** Value of a quantity at a price, exact. */
        BigDecimal value(long units, long priceUnits) {
            return quantity(units).multiply(BigDecimal.valueOf(priceUnits, terms.priceScale()));
        }

        long usualUnits() {
            return USUAL_LOTS * terms.lotUnits();
        }

        /** In units of 10^-8, at least one. */
        long usualValue() {
            return atLeastOne(value(usualUnits(), price));
        }

        /** In units of 10^-8, at least one. */
        long usualQuantity() {
            return atLeastOne(quantity(usualUnits()));
        }

        private static long atLeastOne(BigDecimal number) {
            return Math.max(
                    1, number.movePointRight(8).setScale(0, RoundingMode.UP).longValueExact());
        }
    }

    /** What a follower says of its link, and the cash that it has; limits and minimums of 0 are none. */
    record Follower(
            SizingMode mode,
            int valuePermille,
            boolean reverse,
            boolean force,
            List<Integer> limitPercents,
            List<Integer> minimumPercents,
            int slippagePercent,
            int usualValues) {

        Follower unhindered() {
            return new Follower(mode, valuePermille, reverse, false, List.of(0, 0, 0, 0), List.of(0, 0), 0, 0);
        }

        Follower reverse(boolean newReverse) {
            return new Follower(
                    mode,
                    valuePermille,
                    newReverse,
                    force,
                    limitPercents,
                    minimumPercents,
                    slippagePercent,
                    usualValues);
        }

        /** So much that it never hinders the follower when nothing is said, else as much as is said. */
        long cash(Market market) {
            return usualValues == 0 ? wealth(market) : usualValues * market.usualValue();
        }

        AccountTerms account(String id, Market market) {
            return new AccountTerms(
                    id, "demo", true, true, cash(market), 0, part(market.usualValue(), limitPercents.get(3)), 1);
        }

        Fixture.Link link(String id, Market market) {
            Fixture.Link link = new Fixture.Link(id)
                    .mode(mode, value(market))
                    .limits(
                            part(market.usualQuantity(), limitPercents.get(0)),
                            part(market.usualValue(), limitPercents.get(1)),
                            part(market.usualQuantity(), limitPercents.get(2)))
                    .minimum(
                            part(market.usualQuantity(), minimumPercents.get(0)),
                            part(market.usualValue(), minimumPercents.get(1)))
                    .maxSlippage(slippagePercent * Fixture.CASH);
            if (force) {
                link.force();
            }
            if (reverse && mode != SizingMode.RISK_PERCENT) {
                link.reverse();
            }
            return link;
        }

        private long value(Market market) {
            double usual = switch (mode) {
                case PERCENT -> 100.0 * Fixture.CASH;
                case MULTIPLIER, EQUITY_RATIO, BALANCE_RATIO -> Fixture.CASH;
                case FIXED -> market.usualQuantity();
                case FIXED_AMOUNT -> market.usualValue();
                // a stop is about a tenth of the price away
                case RISK_PERCENT -> 10.0 * Fixture.CASH * market.usualValue() / cash(market);
            };
            return Math.max(1, (long) (usual * valuePermille / 1_000));
        }

        /** Odd on purpose: hardly ever a multiple of a lot or of a price. */
        private static long part(long usual, int percent) {
            return percent == 0
                    ? 0
                    : Math.max(1, usual / 100 * percent + usual % 100 * percent / 100 + percent % 3 - 1);
        }
    }

    /** What a leader does next. */
    enum Move {
        /** Opens, or adds to what he has. */
        ADD,
        /** Closes a part. */
        PART,
        CLOSE,
        /** Closes all, and opens the other side. */
        TURN
    }

    /**
     * A fill of a leader and what becomes of the orders that follow it.
     *
     * @param sizePermille of 50 lots, or of what he has
     * @param buy the side on which he opens when he is flat
     * @param pricePercent of the market's price
     * @param marketPercent the latest price, of the fill's; 0 = not known
     * @param fate rules which orders of followers are filled at once, later, in parts or never
     */
    record Step(Move move, int sizePermille, boolean buy, int pricePercent, int marketPercent, int fate) {}

    record Case(Market market, List<Follower> followers, List<Step> steps) {}

    /** More cash than any generated leader makes a follower need. */
    static long wealth(Market market) {
        return Math.min(2_000_000_000_000_000_000L / market.usualValue(), 100_000L) * market.usualValue();
    }

    static Arbitrary<Market> markets() {
        Arbitrary<Integer> scales = Arbitraries.oneOf(
                Arbitraries.of(0, 2, 8), Arbitraries.integers().between(0, 10));
        Arbitrary<Integer> lots = Arbitraries.oneOf(
                Arbitraries.just(1),
                Arbitraries.of(5, 10, 100),
                Arbitraries.integers().between(1, 100));
        return Combinators.combine(
                        scales,
                        scales,
                        lots,
                        sometimes(1, 20),
                        sometimes(1, 20),
                        sometimes(1, 100_000),
                        Arbitraries.longs().between(4, 2_000))
                .as((priceScale, quantityScale, lot, minLots, minPercent, fee, price) -> {
                    Market free = new Market(
                            new InstrumentTerms("V:X", priceScale, quantityScale, lot, 0, 0, fee, 0, true), price);
                    long minValue = minPercent == 0 ? 0 : Math.max(1, free.usualValue() * minPercent / 100);
                    return new Market(
                            new InstrumentTerms(
                                    "V:X",
                                    priceScale,
                                    quantityScale,
                                    lot,
                                    minLots * (long) lot,
                                    minValue,
                                    fee,
                                    0,
                                    true),
                            price);
                });
    }

    static Arbitrary<Follower> followers() {
        return Combinators.combine(
                        Arbitraries.of(SizingMode.class),
                        Arbitraries.integers().between(1, 3_000),
                        Arbitraries.of(false, true),
                        Arbitraries.of(false, true),
                        sometimes(1, 200).list().ofSize(4),
                        sometimes(1, 60).list().ofSize(2),
                        sometimes(1, 10),
                        Arbitraries.oneOf(
                                Arbitraries.just(0), Arbitraries.integers().between(1, 20)))
                .as(Follower::new);
    }

    static Arbitrary<Step> steps() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(4, Move.ADD),
                                Tuple.of(4, Move.PART),
                                Tuple.of(1, Move.CLOSE),
                                Tuple.of(1, Move.TURN)),
                        Arbitraries.integers().between(1, 999),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(50, 150),
                        sometimes(90, 110),
                        Arbitraries.integers().between(0, 999))
                .as(Step::new);
    }

    static Arbitrary<Case> cases() {
        return Combinators.combine(
                        markets(),
                        followers().list().ofMinSize(1).ofMaxSize(6),
                        steps().list().ofMinSize(1).ofMaxSize(25))
                .as(Case::new);
    }

    /** 0 in half of the cases, and the least in one of eight. */
    private static Arbitrary<Integer> sometimes(int from, int to) {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(0)),
                Tuple.of(1, Arbitraries.just(from)),
                Tuple.of(3, Arbitraries.integers().between(from, to)));
    }
}
