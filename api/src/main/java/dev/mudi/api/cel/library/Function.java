package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.Val;

/** What a function does, whichever way it is called. Pure. */
@FunctionalInterface
public interface Function {

    /** The result for values, none of them an error; an error if the function does not take them. */
    Val apply(Val... arguments);
}
