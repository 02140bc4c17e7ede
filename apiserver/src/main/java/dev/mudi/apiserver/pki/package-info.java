/**
 * The cluster's certificates and keys: what kubeadm makes, under kubeadm's names, made on the first start and used from then on.
 *
 * <p>In comes a directory and the names under which the server is reached; out come a {@link dev.mudi.apiserver.pki.ClusterPki}
 * with the authority, the serving certificate, the client certificates of the components and the key pair that signs
 * service-account tokens; an {@link dev.mudi.apiserver.pki.EtcdPki} has those of the store. Certificates that are about to expire, or lack a name, are made anew; the authorities and the token key
 * never change by themselves. Keys are ECDSA P-256; files are PEM, keys readable by their owner only. BouncyCastle is loaded only
 * when something has to be made.
 */
@NullMarked
package dev.mudi.apiserver.pki;

import org.jspecify.annotations.NullMarked;
