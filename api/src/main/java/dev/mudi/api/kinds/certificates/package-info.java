/** The kinds of the group certificates.k8s.io: signing requests and trust bundles. */
@NullMarked
package dev.mudi.api.kinds.certificates;

import org.jspecify.annotations.NullMarked;
