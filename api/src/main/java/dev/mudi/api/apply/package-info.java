/**
 * Server-side apply and the record of who owns which fields (KEP-555, structured merge and diff). In come the object as it
 * is, what a manager wants or writes, and the type; out goes the merged object with its {@code metadata.managedFields}, or a
 * conflict. Pure: the time of a write is given.
 */
@NullMarked
package dev.mudi.api.apply;

import org.jspecify.annotations.NullMarked;
