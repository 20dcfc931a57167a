package kotlin.coroutines;

/**
 * Stands for Kotlin's own, which is not on the class path: every suspend function takes
 * one as its last parameter.
 *
 * @param <T> what the function yields
 */
public interface Continuation<T> {

}
