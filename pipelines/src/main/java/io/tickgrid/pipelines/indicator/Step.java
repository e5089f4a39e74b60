package io.tickgrid.pipelines.indicator;

/** A node placed in the layout: offsets from the state's base, constants in both forms. */
final class Step {
    final Kernel.Walk walk;
    final int at;
    final int in0;
    final int in1;
    final int in2;
    final int in3;
    final int in4;
    final int ringAt;
    final int mask;
    final double k0;
    final int i0;
    final int i1;

    Step(Kernel kernel, Node node, int ringAt, int mask) {
        this.walk = kernel.walk();
        this.at = node.slot;
        this.in0 = input(node, 0);
        this.in1 = input(node, 1);
        this.in2 = input(node, 2);
        this.in3 = input(node, 3);
        this.in4 = input(node, 4);
        this.ringAt = ringAt;
        this.mask = mask;
        double[] k = node.constants;
        this.k0 = k.length > 0 ? k[0] : 0;
        this.i0 = (int) this.k0;
        this.i1 = k.length > 1 ? (int) k[1] : 0;
    }

    private static int input(Node node, int i) {
        return i < node.inputs.size() ? node.inputs.get(i).slot : -1;
    }
}
