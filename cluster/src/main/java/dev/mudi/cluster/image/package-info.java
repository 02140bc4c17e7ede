/** Images that Mudi makes itself from what the host has, so that an example runs without a registry. */
@NullMarked
package dev.mudi.cluster.image;

import org.jspecify.annotations.NullMarked;
