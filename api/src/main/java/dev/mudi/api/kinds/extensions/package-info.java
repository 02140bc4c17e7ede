/** The kinds that extend the API: custom resource definitions (apiextensions.k8s.io) and API services (apiregistration.k8s.io). */
@NullMarked
package dev.mudi.api.kinds.extensions;

import org.jspecify.annotations.NullMarked;
