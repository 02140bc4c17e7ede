/**
 * Certificate signing requests (upstream: {@code pkg/controller/certificates}): those of kubelets are approved if their senders may have
 * them, approved ones are signed for the four signers of {@code kubernetes.io}, old ones are removed. Which requests a signer takes
 * ({@link dev.mudi.controllers.certificates.Signer}) and what it signs ({@link dev.mudi.controllers.certificates.Issue}) are apart.
 */
@NullMarked
package dev.mudi.controllers.certificates;

import org.jspecify.annotations.NullMarked;
