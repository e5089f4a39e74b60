package io.tickgrid.api;

import io.tickgrid.grid.node.GridNode;

/** Stands for the money side. */
final class FakeTrading {
    FakeTrading(GridNode node) {}

    Object entry() {
        return new StringBuilder();
    }

    Object blocks() {
        return new StringBuffer();
    }
}
