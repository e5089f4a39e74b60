package io.tickgrid.pipelines.agent;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why an agent has its opinion: a code that travels with one number and becomes text only at the edge.
 *
 * <p>Names are stored; rename none. Texts hold no comma and no semicolon, so that several fit one CSV field.
 */
public enum ReasonCode {
    /** Number: distance of EMA 9 from EMA 50 in percent of EMA 50. */
    EMA_ALIGNED_UP("EMA 9 > 21 > 50 by %.2f%%"),
    /** Number: distance of EMA 9 from EMA 50 in percent of EMA 50. */
    EMA_ALIGNED_DOWN("EMA 9 < 21 < 50 by %.2f%%"),
    /** Number: distance of EMA 9 from EMA 50 in percent of EMA 50. */
    EMA_MIXED("EMA 9 21 50 in no order: 9 off 50 by %.2f%%"),
    ADX("ADX %.1f"),
    /** Number: +DI less -DI. */
    DI_BALANCE("+DI less -DI %.1f"),
    /** Number: the line's price. */
    SUPERTREND_BELOW_PRICE("Supertrend supports at %.7g"),
    /** Number: the line's price. */
    SUPERTREND_ABOVE_PRICE("Supertrend resists at %.7g"),
    RSI("RSI %.1f"),
    /** Number: histogram in ATR. */
    MACD_HISTOGRAM("MACD histogram %.2f ATR"),
    /** Number: slow %K. */
    STOCHASTIC("Stochastic %%K %.1f"),
    /** Number: percent over ten bars. */
    RATE_OF_CHANGE("10-bar change %.2f%%"),
    /** Number: %B, 0 at the lower and 1 at the upper band. */
    PERCENT_B("Bollinger %%B %.2f"),
    /** Number: close less VWAP in ATR. */
    VWAP_DISTANCE("%.2f ATR from VWAP"),
    /** Number: Bollinger width over the width of a Keltner channel of 1.5 ATR. */
    VOLATILITY_QUIET("Bollinger width %.2f of Keltner: quiet"),
    /** Number: Bollinger width over the width of a Keltner channel of 1.5 ATR. */
    VOLATILITY_EXPANDING("Bollinger width %.2f of Keltner: expanding"),
    MONEY_FLOW_INDEX("MFI %.1f"),
    /** Number: close location in the bar, -1 at the low and 1 at the high. */
    CLOSE_LOCATION("closed at %.2f of the bar on volume");

    private final String format;
    private final String before;
    private final int digits;
    private final boolean general;
    private final String after;

    ReasonCode(String format) {
        this.format = format;
        Matcher number = numberIn(format);
        before = format.substring(0, number.start()).replace("%%", "%");
        digits = number.group(1).charAt(0) - '0';
        general = number.group(2).equals("g");
        after = format.substring(number.end()).replace("%%", "%");
    }

    private static Matcher numberIn(String format) {
        Matcher number = Pattern.compile("%[.]([0-9])([fg])").matcher(format);
        if (!number.find()) {
            throw new IllegalArgumentException("expected one number in the text, got " + format);
        }
        return number;
    }

    /** How {@link String#format} would be asked for the same words. */
    String format() {
        return format;
    }

    /** The reason in words, locale-independent. */
    public String text(double number) {
        StringBuilder text = new StringBuilder(48).append(before);
        if (general) {
            ShortDecimals.general(text, number, digits);
        } else {
            ShortDecimals.fixed(text, number, digits);
        }
        return text.append(after).toString();
    }
}
