/** Expressions after macros were expanded and names and types were checked: the input of cost estimates and of plans. */
@NullMarked
package dev.mudi.api.cel.ast;

import org.jspecify.annotations.NullMarked;
