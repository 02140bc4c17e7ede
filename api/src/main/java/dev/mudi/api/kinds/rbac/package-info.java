/** The kinds of the group rbac.authorization.k8s.io: roles and bindings. */
@NullMarked
package dev.mudi.api.kinds.rbac;

import org.jspecify.annotations.NullMarked;
