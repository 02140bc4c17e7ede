package dev.mudi.api.cel.cost;

import dev.mudi.api.cel.ast.Expr;
import dev.mudi.api.cel.type.CelType;
import java.util.List;
import java.util.Optional;

/**
 * An argument of a call, as the estimate of the call sees it.
 *
 * @param path where its data comes from, empty if that is not known
 * @param type its type
 * @param expr the expression; empty of the items of a list
 * @param size how large it is, if that was computed
 */
record Sized(List<String> path, CelType type, Optional<Expr> expr, Optional<Range> size) {}
