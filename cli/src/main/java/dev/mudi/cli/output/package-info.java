/** Tables and JSON for people and programs. */
@NullMarked
package dev.mudi.cli.output;

import org.jspecify.annotations.NullMarked;
