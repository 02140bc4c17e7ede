/** The reviews of the groups authentication.k8s.io and authorization.k8s.io. */
@NullMarked
package dev.mudi.api.kinds.authentication;

import org.jspecify.annotations.NullMarked;
