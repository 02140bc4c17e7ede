/** The kinds of the group storage.k8s.io: storage classes, CSI drivers and nodes, capacities, attachments, attributes classes. */
@NullMarked
package dev.mudi.api.kinds.storage;

import org.jspecify.annotations.NullMarked;
