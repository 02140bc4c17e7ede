/** The kinds of the group apps: deployments, replica sets, stateful sets, daemon sets and controller revisions. */
@NullMarked
package dev.mudi.api.kinds.apps;

import org.jspecify.annotations.NullMarked;
