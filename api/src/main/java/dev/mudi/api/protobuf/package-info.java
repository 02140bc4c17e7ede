/**
 * Kubernetes' protobuf encoding (media type {@code application/vnd.kubernetes.protobuf}). In come trees and the types that know the numbers of
 * their fields, out go bytes, and back; there are no generated classes. {@link dev.mudi.api.protobuf.Protobuf} is the way in.
 */
@NullMarked
package dev.mudi.api.protobuf;

import org.jspecify.annotations.NullMarked;
