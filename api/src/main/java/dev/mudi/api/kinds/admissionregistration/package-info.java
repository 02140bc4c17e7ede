/** The kinds of the group admissionregistration.k8s.io: webhook configurations and admission policies. */
@NullMarked
package dev.mudi.api.kinds.admissionregistration;

import org.jspecify.annotations.NullMarked;
