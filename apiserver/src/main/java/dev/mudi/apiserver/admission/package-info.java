/**
 * Admission: what is added to an object on its way in, and what is refused although it is valid. An
 * {@link dev.mudi.apiserver.admission.Admission} is a plugin as upstream's are; {@link dev.mudi.apiserver.admission.AdmissionChain}
 * holds them in upstream's default order. A request with the object as decoded and defaulted comes in; the object to store, or a
 * refusal, goes out. What plugins need to know of other objects they read from the watch caches.
 */
@NullMarked
package dev.mudi.apiserver.admission;

import org.jspecify.annotations.NullMarked;
