/**
 * What {@code kubectl get} shows: the columns of every resource and the cells of an object. In comes an object's tree and the time of
 * the request, out go the parts of a {@code meta.k8s.io/v1 Table}. Columns and words are upstream's; custom resources show the columns that their
 * definitions state. {@link dev.mudi.api.table.Tables} is the way in.
 */
@NullMarked
package dev.mudi.api.table;

import org.jspecify.annotations.NullMarked;
