/**
 * Keeps as many pods running as a ReplicaSet or a ReplicationController asks for.
 *
 * <p>In come ReplicaSets and pods from informers; out go creations and deletions of pods, chosen by
 * {@link dev.mudi.controllers.replicaset.ReplicaPlan}, and the ReplicaSet's status.
 */
@NullMarked
package dev.mudi.controllers.replicaset;

import org.jspecify.annotations.NullMarked;
