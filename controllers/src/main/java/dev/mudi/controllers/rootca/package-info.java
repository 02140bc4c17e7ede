/**
 * Puts the certificate that pods trust the API server by into every namespace, as ConfigMap {@code kube-root-ca.crt}
 * (upstream: {@code pkg/controller/certificates/rootcacertpublisher}).
 */
@NullMarked
package dev.mudi.controllers.rootca;

import org.jspecify.annotations.NullMarked;
