/** The kinds of the group networking.k8s.io: ingresses and their classes, network policies, service CIDRs and addresses. */
@NullMarked
package dev.mudi.api.kinds.networking;

import org.jspecify.annotations.NullMarked;
