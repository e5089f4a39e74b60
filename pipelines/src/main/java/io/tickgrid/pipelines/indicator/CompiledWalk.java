package io.tickgrid.pipelines.indicator;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;

/**
 * The walk over a graph as a class of its own, made at run time: straight-line calls of the kernels at constant offsets,
 * which the JIT inlines into one loop without lists, lambdas or loads of offsets. The interpreted walk is its oracle: both
 * call the same methods on the same numbers.
 *
 * <p>How a kernel is called follows from its method's parameters, by type and name: {@code double[]} = the state, {@code at}
 * = the node's own scalars, {@code bar}, {@code ringAt} and {@code mask} = the ring of the first input; other doubles are the
 * inputs in order, and what is left are the constants in order. See {@link Kernel}.
 */
final class CompiledWalk {
    /** Nodes of one method: a method of more than 8,000 bytes of code stays interpreted in HotSpot. */
    private static final int CHUNK = 40;

    private static final ClassDesc DOUBLES = CD_double.arrayType();
    private static final ClassDesc SELF = ClassDesc.of(CompiledWalk.class.getPackageName(), "GeneratedWalk");
    private static final MethodTypeDesc STEP = MethodTypeDesc.of(CD_void, DOUBLES, CD_int, CD_int);

    /** Slots of the parameters of the generated methods; instance methods have theirs one later. */
    private static final int S = 0;

    private static final int AT = 1;
    private static final int BAR = 2;

    private CompiledWalk() {}

    /** What is generated. */
    interface Program {
        /** Computes every node; writes scalars only. */
        void walk(double[] s, int at, int bar);

        /** Writes the bar's values into the rings. */
        void remember(double[] s, int at, int bar);
    }

    /** A node and where the layout has put its ring. */
    record Placed(Node node, int ringAt, int mask) {}

    /** A ring: its slot of origin, offset and mask. */
    record Ring(int source, int offset, int mask) {}

    /** @throws IllegalStateException when a kernel has no method that can be called so */
    static Program compile(List<Placed> nodes, List<Ring> rings) {
        byte[] bytes = ClassFile.of().build(SELF, type -> {
            type.withFlags(AccessFlag.FINAL, AccessFlag.SYNTHETIC)
                    .withInterfaceSymbols(Program.class.describeConstable().orElseThrow())
                    .withMethodBody(
                            ConstantDescs.INIT_NAME,
                            ConstantDescs.MTD_void,
                            ClassFile.ACC_PRIVATE,
                            code -> code.aload(0)
                                    .invokespecial(
                                            ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                                    .return_());
            int chunks = (nodes.size() + CHUNK - 1) / CHUNK;
            type.withMethodBody("walk", STEP, ClassFile.ACC_PUBLIC, code -> {
                for (int i = 0; i < chunks; i++) {
                    code.aload(1).iload(2).iload(3).invokestatic(SELF, "walk" + i, STEP);
                }
                code.return_();
            });
            for (int i = 0; i < chunks; i++) {
                List<Placed> some = nodes.subList(i * CHUNK, Math.min(nodes.size(), (i + 1) * CHUNK));
                type.withMethodBody("walk" + i, STEP, ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC, code -> {
                    some.forEach(placed -> step(code, placed));
                    code.return_();
                });
            }
            type.withMethodBody("remember", STEP, ClassFile.ACC_PUBLIC, code -> {
                for (Ring ring : rings) {
                    code.aload(1);
                    index(code, 2, ring.offset());
                    code.iload(3).loadConstant(ring.mask()).iand().iadd();
                    code.aload(1);
                    index(code, 2, ring.source());
                    code.daload().dastore();
                }
                code.return_();
            });
        });
        try {
            return (Program) MethodHandles.lookup()
                    .defineHiddenClass(bytes, true, MethodHandles.Lookup.ClassOption.NESTMATE)
                    .lookupClass()
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("expected the generated walk to load", e);
        }
    }

    private static void step(CodeBuilder code, Placed placed) {
        Node node = placed.node();
        Method method = method(node);
        code.aload(S);
        index(code, AT, node.slot);
        int input = 0;
        int constant = 0;
        for (Parameter parameter : method.getParameters()) {
            if (parameter.getType() == double[].class) {
                code.aload(S);
            } else if (parameter.getType() == double.class && input < node.inputs.size()) {
                code.aload(S);
                index(code, AT, node.inputs.get(input++).slot);
                code.daload();
            } else {
                switch (parameter.getName()) {
                    case "at" -> index(code, AT, node.slot);
                    case "bar" -> code.iload(BAR);
                    case "ringAt" -> index(code, AT, placed.ringAt());
                    case "mask" -> code.loadConstant(placed.mask());
                    default -> {
                        double value = node.constants[constant++];
                        if (parameter.getType() == int.class) {
                            code.loadConstant((int) value);
                        } else {
                            code.loadConstant(value);
                        }
                    }
                }
            }
        }
        if (input != node.inputs.size() || constant > node.constants.length) {
            throw new IllegalStateException("expected " + method + " to take the " + node.inputs.size() + " inputs of "
                    + node.name + ", took " + input);
        }
        code.invokestatic(
                method.getDeclaringClass().describeConstable().orElseThrow(),
                method.getName(),
                MethodTypeDesc.of(
                        CD_double,
                        Arrays.stream(method.getParameterTypes())
                                .map(type -> type.describeConstable().orElseThrow())
                                .toList()));
        code.dastore();
    }

    private static void index(CodeBuilder code, int base, int offset) {
        code.iload(base).loadConstant(offset).iadd();
    }

    /** The static method that a kernel is named after. */
    private static Method method(Node node) {
        int dot = node.name.indexOf('.');
        try {
            Class<?> owner = Class.forName(CompiledWalk.class.getPackageName() + "." + node.name.substring(0, dot));
            String name = node.name.substring(dot + 1);
            List<Method> found = Arrays.stream(owner.getDeclaredMethods())
                    .filter(m -> m.getName().equals(name) && Modifier.isStatic(m.getModifiers()))
                    .filter(m -> m.getReturnType() == double.class)
                    .toList();
            if (found.size() != 1 || Modifier.isPrivate(found.getFirst().getModifiers())) {
                throw new IllegalStateException("expected one static method " + node.name + ", found " + found);
            }
            return found.getFirst();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("expected a class for the kernel " + node.name, e);
        }
    }
}
