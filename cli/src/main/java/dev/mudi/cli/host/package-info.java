/** What the host must have, and how to get it. */
@NullMarked
package dev.mudi.cli.host;

import org.jspecify.annotations.NullMarked;
