package gradus.simd;

/**
 * What the callers of vector kernels need not know: C2 compiles each method of this class' heirs by itself, since it never inlines
 * a method of a {@link Throwable} into another class'. Of a kernel that it inlines into a large caller, it may stop inlining halfway,
 * at its limit of 18,000 nodes; then vectors become objects, and the kernel takes many times as long until the JVM ends.
 */
@SuppressWarnings("serial") // never thrown, never stored
abstract class CompiledAlone extends Throwable {

    CompiledAlone() {
        super(null, null, false, false);
    }
}
