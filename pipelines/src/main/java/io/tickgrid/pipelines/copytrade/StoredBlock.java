package io.tickgrid.pipelines.copytrade;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializable;
import java.io.IOException;

/** A follower block as the value of the map {@code follower-blocks}: kept as an object, changed in place. */
public final class StoredBlock implements DataSerializable {
    private FollowerBlock block;

    /** For deserialization. */
    public StoredBlock() {
        this(new FollowerBlock());
    }

    StoredBlock(FollowerBlock block) {
        this.block = block;
    }

    FollowerBlock block() {
        return block;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        block.writeTo(out);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        block = FollowerBlock.readFrom(in);
    }
}
