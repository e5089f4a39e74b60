package io.tickgrid.grid.engine;

/**
 * Everything the engine of one instrument knows, with the last input that it has applied.
 *
 * @param kafkaPartition where its inputs come from; -1 before the first
 * @param kafkaOffset the last input applied; inputs at or below it are skipped
 * @param bytes versioned by the engine itself
 */
public record EngineState(String instrument, int kafkaPartition, long kafkaOffset, byte[] bytes) {}
