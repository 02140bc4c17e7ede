/**
 * Desired state to actual state: a package a controller.
 *
 * <p>{@link dev.mudi.controllers.Controllers} starts and stops them. A controller reads informers, decides, and writes
 * through its client; its package holds the reconciler, the decisions (pure), and their tests. What all are made of is in
 * {@code spi}; what those share that look after pods is in {@code pods}.
 */
@NullMarked
package dev.mudi.controllers;

import org.jspecify.annotations.NullMarked;
