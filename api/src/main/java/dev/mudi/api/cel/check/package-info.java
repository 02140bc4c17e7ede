/**
 * Reads expressions and checks their types, with dev.cel's parser and checker (decision D12). Nothing else knows dev.cel, and nothing
 * of it is loaded before an expression is compiled. Macros are upstream's, so that what they become costs the same; complaints are
 * reworded where dev.cel says something else than upstream.
 */
@NullMarked
package dev.mudi.api.cel.check;

import org.jspecify.annotations.NullMarked;
