package io.tickgrid.pipelines.copytrade;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The links of a block, a row each, chained by leader and by follower. */
final class LinkColumns {
    /** Takes the other side. */
    static final byte REVERSE = 1;
    /** Has a minimum of its own. */
    static final byte MINIMUM = 2;
    /** Has a limit of slippage or of open trades. */
    static final byte GUARD = 4;

    private static final String[] NO_SYMBOLS = {};

    private Names names = new Names();
    private Names leaders = new Names();
    /** First and last row of a leader. */
    private int[] leaderFirst = new int[0];

    private int[] leaderLast = new int[0];
    int[] leader = new int[0];
    int[] account = new int[0];
    int[] nextOfLeader = new int[0];
    int[] nextOfAccount = new int[0];
    /** First row of {@link CopyColumns} of the link, or -1. */
    int[] firstCopy = new int[0];

    byte[] mode = new byte[0];
    byte[] status = new byte[0];
    byte[] force = new byte[0];
    /** Which of the terms that few links have a link has: one column to read for the others. */
    byte[] rare = new byte[0];

    long[] value = new long[0];
    long[] maxQuantity = new long[0];
    long[] maxCost = new long[0];
    long[] maxPosition = new long[0];
    long[] minQuantity = new long[0];
    long[] minCost = new long[0];
    long[] maxSlippage = new long[0];
    int[] maxOpenTrades = new int[0];
    /** The last fill of the leader that is decided for this link. */
    long[] lastSequence = new long[0];

    long[] change = new long[0];
    String[] tenant = new String[0];
    String[][] allowed = new String[0][];
    String[][] blocked = new String[0][];

    int size() {
        return names.size();
    }

    String id(int row) {
        return names.get(row);
    }

    String leaderId(int row) {
        return leaders.get(leader[row]);
    }

    int find(String id) {
        return names.find(id);
    }

    /** The first link of a leader, or -1. */
    int firstOfLeader(String leaderId) {
        int at = leaders.find(leaderId);
        return at < 0 ? -1 : leaderFirst[at];
    }

    boolean isOpen(int row) {
        return status[row] != LinkStatus.CLOSED.ordinal();
    }

    int add(LinkTerms terms, AccountColumns accounts, int accountRow) {
        int row = names.add(terms.id());
        growTo(row);
        account[row] = accountRow;
        nextOfAccount[row] = accounts.firstLink[accountRow];
        accounts.firstLink[accountRow] = row;
        firstCopy[row] = -1;
        nextOfLeader[row] = -1;
        lastSequence[row] = terms.fromSequence();
        chainToLeader(terms.leaderAccountId(), row);
        return row;
    }

    private void chainToLeader(String leaderId, int row) {
        int at = leaders.find(leaderId);
        if (at < 0) {
            at = leaders.add(leaderId);
            leaderFirst = Columns.grow(leaderFirst, at);
            leaderLast = Columns.grow(leaderLast, at);
            leaderFirst[at] = row;
        } else {
            nextOfLeader[leaderLast[at]] = row;
        }
        leaderLast[at] = row;
        leader[row] = at;
    }

    private void growTo(int row) {
        leader = Columns.grow(leader, row);
        account = Columns.grow(account, row);
        nextOfLeader = Columns.grow(nextOfLeader, row);
        nextOfAccount = Columns.grow(nextOfAccount, row);
        firstCopy = Columns.grow(firstCopy, row);
        mode = Columns.grow(mode, row);
        status = Columns.grow(status, row);
        force = Columns.grow(force, row);
        rare = Columns.grow(rare, row);
        value = Columns.grow(value, row);
        maxQuantity = Columns.grow(maxQuantity, row);
        maxCost = Columns.grow(maxCost, row);
        maxPosition = Columns.grow(maxPosition, row);
        minQuantity = Columns.grow(minQuantity, row);
        minCost = Columns.grow(minCost, row);
        maxSlippage = Columns.grow(maxSlippage, row);
        maxOpenTrades = Columns.grow(maxOpenTrades, row);
        lastSequence = Columns.grow(lastSequence, row);
        change = Columns.grow(change, row);
        if (row == tenant.length) {
            tenant = Arrays.copyOf(tenant, Columns.grown(row));
            allowed = Arrays.copyOf(allowed, Columns.grown(row));
            blocked = Arrays.copyOf(blocked, Columns.grown(row));
        }
    }

    /** Closes a link ahead of the change that says so. */
    void close(int row) {
        status[row] = (byte) LinkStatus.CLOSED.ordinal();
    }

    void set(int row, LinkTerms terms) {
        mode[row] = (byte) terms.mode().ordinal();
        status[row] = (byte) terms.status().ordinal();
        force[row] = (byte) (terms.forceMinimum() ? 1 : 0);
        rare[row] = (byte) ((terms.reverse() ? REVERSE : 0)
                | (terms.minQuantityUnits() > 0 || terms.minCostUnits() > 0 ? MINIMUM : 0)
                | (terms.maxSlippageUnits() > 0 || terms.maxOpenTrades() > 0 ? GUARD : 0));
        value[row] = terms.valueUnits();
        maxQuantity[row] = terms.maxQuantityUnits();
        maxCost[row] = terms.maxCostUnits();
        maxPosition[row] = terms.maxPositionUnits();
        minQuantity[row] = terms.minQuantityUnits();
        minCost[row] = terms.minCostUnits();
        maxSlippage[row] = terms.maxSlippageUnits();
        maxOpenTrades[row] = terms.maxOpenTrades();
        change[row] = terms.changeSequence();
        tenant[row] = terms.tenantId();
        allowed[row] = symbols(terms.allowedSymbols());
        blocked[row] = symbols(terms.blockedSymbols());
    }

    private static String[] symbols(List<String> list) {
        return list.isEmpty() ? NO_SYMBOLS : list.toArray(String[]::new);
    }

    /** Whether a link may enter an instrument, by its id or its symbol without the venue. */
    boolean permits(int row, String instrument, String symbol) {
        return (allowed[row].length == 0 || contains(allowed[row], instrument, symbol))
                && (blocked[row].length == 0 || !contains(blocked[row], instrument, symbol));
    }

    private static boolean contains(String[] list, String instrument, String symbol) {
        for (String s : list) {
            if (s.equals(instrument) || s.equals(symbol)) {
                return true;
            }
        }
        return false;
    }

    void writeTo(DataOutput out) throws IOException {
        names.writeTo(out);
        leaders.writeTo(out);
        Columns.write(out, leaderFirst, leaders.size());
        Columns.write(out, leaderLast, leaders.size());
        int rows = names.size();
        for (int[] column : new int[][] {leader, account, nextOfLeader, nextOfAccount, firstCopy, maxOpenTrades}) {
            Columns.write(out, column, rows);
        }
        for (byte[] column : new byte[][] {mode, status, force, rare}) {
            Columns.write(out, column, rows);
        }
        for (long[] column : new long[][] {
            value, maxQuantity, maxCost, maxPosition, minQuantity, minCost, maxSlippage, lastSequence, change
        }) {
            Columns.write(out, column, rows);
        }
        for (int i = 0; i < rows; i++) {
            out.writeUTF(tenant[i]);
            writeSymbols(out, allowed[i]);
            writeSymbols(out, blocked[i]);
        }
    }

    private static void writeSymbols(DataOutput out, String[] symbols) throws IOException {
        out.writeInt(symbols.length);
        for (String s : symbols) {
            out.writeUTF(s);
        }
    }

    static LinkColumns readFrom(DataInput in) throws IOException {
        LinkColumns read = new LinkColumns();
        read.names = Names.readFrom(in);
        read.leaders = Names.readFrom(in);
        read.leaderFirst = Columns.ints(in, read.leaders.size());
        read.leaderLast = Columns.ints(in, read.leaders.size());
        int rows = read.names.size();
        read.leader = Columns.ints(in, rows);
        read.account = Columns.ints(in, rows);
        read.nextOfLeader = Columns.ints(in, rows);
        read.nextOfAccount = Columns.ints(in, rows);
        read.firstCopy = Columns.ints(in, rows);
        read.maxOpenTrades = Columns.ints(in, rows);
        read.mode = Columns.bytes(in, rows);
        read.status = Columns.bytes(in, rows);
        read.force = Columns.bytes(in, rows);
        read.rare = Columns.bytes(in, rows);
        read.value = Columns.longs(in, rows);
        read.maxQuantity = Columns.longs(in, rows);
        read.maxCost = Columns.longs(in, rows);
        read.maxPosition = Columns.longs(in, rows);
        read.minQuantity = Columns.longs(in, rows);
        read.minCost = Columns.longs(in, rows);
        read.maxSlippage = Columns.longs(in, rows);
        read.lastSequence = Columns.longs(in, rows);
        read.change = Columns.longs(in, rows);
        read.tenant = new String[rows];
        read.allowed = new String[rows][];
        read.blocked = new String[rows][];
        for (int i = 0; i < rows; i++) {
            read.tenant[i] = in.readUTF();
            read.allowed[i] = readSymbols(in);
            read.blocked[i] = readSymbols(in);
        }
        return read;
    }

    private static String[] readSymbols(DataInput in) throws IOException {
        int n = in.readInt();
        if (n == 0) {
            return NO_SYMBOLS;
        }
        String[] symbols = new String[n];
        for (int i = 0; i < n; i++) {
            symbols[i] = in.readUTF();
        }
        return symbols;
    }
}
