package io.tickgrid.pipelines.copytrade;
public final class FollowerBlocks { public FollowerBlocks(com.hazelcast.core.HazelcastInstance h, io.tickgrid.grid.node.Stores s) {}
 public void apply(java.util.List<io.tickgrid.grid.order.OrderEvent> e) {} public void loadOnce() {} }
