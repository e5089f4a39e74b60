package io.tickgrid.pipelines.copytrade;

import io.tickgrid.pipelines.risk.InstrumentTerms;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Instruments that a block has met: their terms and the latest price that an input brought; 0 before. */
final class InstrumentColumns {
    private Names names = new Names();
    InstrumentTerms[] terms = new InstrumentTerms[0];
    long[] price = new long[0];

    int find(String id) {
        return names.find(id);
    }

    InstrumentTerms terms(int row) {
        return terms[row];
    }

    /** The row of an instrument, which is added when it is new; its terms are then these. */
    int put(InstrumentTerms newTerms) {
        int row = names.find(newTerms.id());
        if (row < 0) {
            row = names.add(newTerms.id());
            if (row == terms.length) {
                terms = java.util.Arrays.copyOf(terms, Columns.grown(row));
            }
            price = Columns.grow(price, row);
        }
        terms[row] = newTerms;
        return row;
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeInt(names.size());
        for (int i = 0; i < names.size(); i++) {
            InstrumentTerms t = terms[i];
            out.writeUTF(t.id());
            out.writeInt(t.priceScale());
            out.writeInt(t.quantityScale());
            out.writeLong(t.lotUnits());
            out.writeLong(t.minQuantityUnits());
            out.writeLong(t.minNotionalUnits());
            out.writeInt(t.feePpm());
            out.writeInt(t.slippagePpm());
            out.writeBoolean(t.active());
            out.writeUTF(t.calendar());
            out.writeLong(price[i]);
        }
    }

    static InstrumentColumns readFrom(DataInput in) throws IOException {
        InstrumentColumns read = new InstrumentColumns();
        for (int n = in.readInt(); n > 0; n--) {
            int row = read.put(new InstrumentTerms(
                    in.readUTF(),
                    in.readInt(),
                    in.readInt(),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    in.readInt(),
                    in.readInt(),
                    in.readBoolean(),
                    in.readUTF()));
            read.price[row] = in.readLong();
        }
        return read;
    }
}
