/**
 * The registry of resources: what it means to create, update and delete an object, whatever its kind and however the request came.
 *
 * <p>{@link dev.mudi.apiserver.registry.ResourceStores} holds a {@link dev.mudi.apiserver.registry.ResourceStore} a resource: its
 * storage and its watch cache. {@link dev.mudi.apiserver.registry.Creator}, {@link dev.mudi.apiserver.registry.Updater} and
 * {@link dev.mudi.apiserver.registry.Deleter} take a decoded object through defaults, admission, the resource's strategy and
 * validation into the store, in the order of {@link dev.mudi.api.resource.Strategy}. Decoded trees come in, stored objects go out.
 */
@NullMarked
package dev.mudi.apiserver.registry;

import org.jspecify.annotations.NullMarked;
