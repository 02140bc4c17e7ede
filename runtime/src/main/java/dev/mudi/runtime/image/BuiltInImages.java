package dev.mudi.runtime.image;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Images that need no registry: asked when an image isn't present, before any registry is. An implementation writes the
 * archive of an image it knows and leaves the others alone. It may be called from many threads at once.
 */
@FunctionalInterface
public interface BuiltInImages {

    /** No image is built in. */
    BuiltInImages NONE = (reference, archive) -> false;

    /**
     * Writes the archive of an image that is built in.
     *
     * @param reference the image's full name, such as {@code mudi.local/hello:1}
     * @param archive where the docker-archive or oci-archive goes
     * @return whether the image is built in, and its archive written
     */
    boolean writeArchive(String reference, Path archive) throws IOException;
}
