/** Filters and scores, each named after upstream's plugin. Pure: a pod and a node in, a verdict or a number out. */
@NullMarked
package dev.mudi.scheduler.plugins;

import org.jspecify.annotations.NullMarked;
