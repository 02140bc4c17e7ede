/**
 * What JSON schemas of custom resources say of values: checks with upstream's wording and order, the formats and patterns of texts, the
 * limits of numbers. In come a value and a schema as trees, out go field errors.
 */
@NullMarked
package dev.mudi.api.jsonschema;

import org.jspecify.annotations.NullMarked;
