/** The sub-commands. */
@NullMarked
package dev.mudi.cli.command;

import org.jspecify.annotations.NullMarked;
