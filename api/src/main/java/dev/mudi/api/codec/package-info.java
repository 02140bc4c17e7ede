/** Bytes to trees and trees to bytes: JSON, YAML, protobuf. What is malformed is refused with the place where it is. */
@NullMarked
package dev.mudi.api.codec;

import org.jspecify.annotations.NullMarked;
