package io.tickgrid.pipelines.copytrade;
public final class CopyTradeProcessor extends io.tickgrid.pipelines.job.StepProcessor { public CopyTradeProcessor(io.tickgrid.pipelines.KafkaSettings k) {} @Override protected boolean step() { return false; } }
