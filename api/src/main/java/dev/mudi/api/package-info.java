/**
 * What an object is: kinds, schemas, codecs, quantities, selectors, patches. No I/O, no threads, no clock.
 *
 * <p>Objects are immutable trees ({@link dev.mudi.api.tree.Value}); bytes become trees and trees bytes in {@code codec};
 * a kind is data ({@link dev.mudi.api.resource.ResourceDefinition}); every refusal is a {@link dev.mudi.api.status.Status}.
 */
@NullMarked
package dev.mudi.api;

import org.jspecify.annotations.NullMarked;
