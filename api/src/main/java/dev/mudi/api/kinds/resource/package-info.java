/** The kinds of the group resource.k8s.io: device classes, claims, slices. */
@NullMarked
package dev.mudi.api.kinds.resource;

import org.jspecify.annotations.NullMarked;
