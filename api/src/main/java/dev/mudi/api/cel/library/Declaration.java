package dev.mudi.api.cel.library;

import dev.mudi.api.cel.type.CelType;
import java.util.List;

/**
 * One way to call a function.
 *
 * @param function the function's name
 * @param overload the name of this way
 * @param member whether the first argument stands before the dot
 * @param arguments the types of all arguments
 * @param result the type of the result
 */
public record Declaration(String function, String overload, boolean member, List<CelType> arguments, CelType result) {}
