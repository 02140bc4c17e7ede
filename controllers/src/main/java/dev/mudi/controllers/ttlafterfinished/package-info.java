/** Deletes Jobs that are over, once their time to live is (upstream: {@code pkg/controller/ttlafterfinished}). */
@NullMarked
package dev.mudi.controllers.ttlafterfinished;

import org.jspecify.annotations.NullMarked;
