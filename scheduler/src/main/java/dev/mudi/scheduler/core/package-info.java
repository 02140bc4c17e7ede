/** The scheduler's state machine: what is known of nodes and assumed of pods, and the decision for the next pod. For one thread; no I/O, no clock. */
@NullMarked
package dev.mudi.scheduler.core;

import org.jspecify.annotations.NullMarked;
