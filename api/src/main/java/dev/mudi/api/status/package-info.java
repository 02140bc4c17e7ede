/** Every refusal of the API: the Status object with upstream's reasons, codes and messages, and the exception that carries it. */
@NullMarked
package dev.mudi.api.status;

import org.jspecify.annotations.NullMarked;
