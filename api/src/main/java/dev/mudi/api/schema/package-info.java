/**
 * What the fields of an object are. A {@link dev.mudi.api.schema.Schema} is a type; a {@link dev.mudi.api.schema.Struct} has
 * {@link dev.mudi.api.schema.Field}s, each of a type again, shared by all who name it and recursive where Kubernetes is.
 *
 * <p>In comes the resource that the build makes of the official Java client's sources (decision D2), or a custom resource
 * definition; out go the types of the built-in kinds ({@link dev.mudi.api.schema.SchemaCatalog}) and the operations on trees
 * that need them: check, prune, canonicalise. Types are read when they are first asked for, descriptions only for OpenAPI.
 */
@NullMarked
package dev.mudi.api.schema;

import org.jspecify.annotations.NullMarked;
