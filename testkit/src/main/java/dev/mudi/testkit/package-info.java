/**
 * A cluster in a JUnit test, without Docker: {@link dev.mudi.testkit.MudiCluster} starts a whole control plane with simulated nodes
 * in the test's own process, in a directory of its own and on free ports, and takes all of it away afterwards.
 */
@NullMarked
package dev.mudi.testkit;

import org.jspecify.annotations.NullMarked;
