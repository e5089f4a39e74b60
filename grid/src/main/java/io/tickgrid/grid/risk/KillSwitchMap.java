package io.tickgrid.grid.risk;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.tickgrid.grid.GridMaps;

/** The map {@code kill-switches}: the picture for who looks. No order is decided by it. */
public final class KillSwitchMap {
    private final IMap<String, KillSwitch> map;

    public KillSwitchMap(HazelcastInstance hazelcast) {
        map = hazelcast.getMap(GridMaps.KILL_SWITCHES.mapName());
    }

    /** Shows a switch, unless a later change of it is shown. */
    public void show(KillSwitch s) {
        var unused =
                map.compute(s.key(), (key, now) -> now != null && now.changeSequence() > s.changeSequence() ? now : s);
    }
}
