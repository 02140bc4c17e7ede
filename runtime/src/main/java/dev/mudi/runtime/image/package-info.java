/**
 * Images: from an archive or a registry to directories that overlayfs can stack, and names that find them again.
 *
 * <p>Configs are files named by their sha256. A layer is unpacked once into a directory named by its
 * diff ID, with whiteouts turned into overlayfs's, so a layer that many images share is on disk once; its compressed form is
 * not kept. An {@link dev.mudi.runtime.image.ImageStore} joins both and holds the names. In come archives, registry
 * answers and references as users write them; out go {@link dev.mudi.runtime.image.StoredImage}s.
 */
@NullMarked
package dev.mudi.runtime.image;

import org.jspecify.annotations.NullMarked;
