/**
 * Evaluates expressions. A plan is a tree of nodes made once from a checked expression: constants are folded, membership in a constant
 * list is a look into a set, selections are one path. Each step costs what it costs upstream (cel-go, interpreter/runtimecost), so
 * that a rule which upstream's limits let pass is let pass here, and one that they stop is stopped.
 */
@NullMarked
package dev.mudi.api.cel.plan;

import org.jspecify.annotations.NullMarked;
