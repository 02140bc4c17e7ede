/** The kinds of the group policy: disruption budgets. */
@NullMarked
package dev.mudi.api.kinds.policy;

import org.jspecify.annotations.NullMarked;
