/**
 * Keeps the pod templates that a StatefulSet or a DaemonSet has had, as ControllerRevisions, so that it can be rolled back
 * and its pods be told apart by template (upstream: {@code pkg/controller/history}).
 */
@NullMarked
package dev.mudi.controllers.history;

import org.jspecify.annotations.NullMarked;
