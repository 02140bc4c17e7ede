/**
 * Custom resources. A CustomResourceDefinition makes the same {@link dev.mudi.api.resource.ResourceDefinition} at run time that the
 * built-in kinds have (decision D1): its schema becomes the type that prunes and that apply merges by, and the strategy that defaults
 * and validates. {@link dev.mudi.apiserver.crd.CustomResources} follows the definitions, puts their resources into the registry,
 * keeps their status, and removes all objects when a definition is deleted.
 */
@NullMarked
package dev.mudi.apiserver.crd;

import org.jspecify.annotations.NullMarked;
