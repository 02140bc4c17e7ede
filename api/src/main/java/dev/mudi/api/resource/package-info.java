/**
 * A kind is data (decision D1): one {@link dev.mudi.api.resource.ResourceDefinition} a resource, and a small
 * {@link dev.mudi.api.resource.Strategy} for what its schema cannot say. Discovery, OpenAPI, pruning, defaulting, strict
 * decoding, patching and tables come out of the definition by one mechanism, for built-in and custom kinds alike.
 */
@NullMarked
package dev.mudi.api.resource;

import org.jspecify.annotations.NullMarked;
