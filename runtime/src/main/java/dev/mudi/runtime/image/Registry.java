package dev.mudi.runtime.image;

import dev.mudi.runtime.cri.AuthConfig;
import dev.mudi.runtime.cri.CriException;
import java.io.IOException;

/** Brings images from registries. */
public final class Registry {

    private final ImageStore images;

    public Registry(ImageStore images) {
        this.images = images;
    }

    /** Pulls an image; one that is built in is made instead. */
    public StoredImage pull(String name, AuthConfig credentials) throws IOException {
        return images.find(name)
                .orElseThrow(
                        () -> CriException.unavailable("no registry for " + name + credentials.getServerAddress()));
    }
}
