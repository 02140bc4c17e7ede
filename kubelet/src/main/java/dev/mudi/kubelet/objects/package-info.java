/**
 * The ConfigMaps and Secrets that the pods of this node refer to. The first question about one is a GET; from then on a
 * watch keeps it fresh for as long as a pod refers to it, so that a mounted one changes in the container without a poll.
 */
@NullMarked
package dev.mudi.kubelet.objects;

import org.jspecify.annotations.NullMarked;
