package io.tickgrid.pipelines.engine;

/** What the paper broker of a deployment takes: one place for the engine that fills and the risk that reserves. */
public final class PaperCosts {
    /** Fee in hundredths of a percent of the notional. */
    public static final double FEE_BPS = 10;

    /** How much worse than the tick's price an order fills, in hundredths of a percent. */
    public static final double SLIPPAGE_BPS = 2;

    private PaperCosts() {}
}
