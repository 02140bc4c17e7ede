/** The kinds of the group flowcontrol.apiserver.k8s.io: flow schemas and priority levels. */
@NullMarked
package dev.mudi.api.kinds.flowcontrol;

import org.jspecify.annotations.NullMarked;
