/** The kinds of the group node.k8s.io: runtime classes. */
@NullMarked
package dev.mudi.api.kinds.node;

import org.jspecify.annotations.NullMarked;
