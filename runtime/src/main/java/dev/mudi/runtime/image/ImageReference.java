package dev.mudi.runtime.image;

import dev.mudi.runtime.cri.CriException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an image, with all that users leave out filled in: {@code busybox} is {@code docker.io/library/busybox:latest}.
 * The rules are those of the distribution project's reference grammar.
 *
 * @param domain the registry's host and port, such as {@code docker.io}
 * @param path the repository in it, such as {@code library/busybox}
 * @param tag the tag, empty when only a digest was given
 * @param digest the manifest's digest, empty when none was given
 */
public record ImageReference(String domain, String path, Optional<String> tag, Optional<String> digest) {

    private static final Pattern DOMAIN = Pattern.compile(
            "(\\[[0-9a-fA-F:]+]|[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*)(:[0-9]+)?");
    private static final Pattern PATH =
            Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[\\w][\\w.-]{0,127}");
    private static final String DEFAULT_DOMAIN = "docker.io";
    private static final int MAX_NAME = 255;

    /** Reads a name as a user writes it. */
    public static ImageReference parse(String text) {
        String rest = text;
        Optional<String> digest = Optional.empty();
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Optional.of(rest.substring(at + 1));
            rest = rest.substring(0, at);
        }
        Optional<String> tag = Optional.empty();
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = Optional.of(rest.substring(colon + 1));
            rest = rest.substring(0, colon);
        }
        String domain = DEFAULT_DOMAIN;
        int slash = rest.indexOf('/');
        String first = slash < 0 ? "" : rest.substring(0, slash);
        if (isDomain(first)) {
            domain = first.equals("index.docker.io") ? DEFAULT_DOMAIN : first;
            rest = rest.substring(slash + 1);
        }
        if (domain.equals(DEFAULT_DOMAIN) && rest.indexOf('/') < 0) {
            rest = "library/" + rest;
        }
        if (tag.isEmpty() && digest.isEmpty()) {
            tag = Optional.of("latest");
        }
        return checked(text, new ImageReference(domain, rest, tag, digest));
    }

    private static boolean isDomain(String component) {
        return component.indexOf('.') >= 0
                || component.indexOf(':') >= 0
                || component.equals("localhost")
                || component.chars().anyMatch(Character::isUpperCase);
    }

    private static ImageReference checked(String text, ImageReference reference) {
        boolean valid = DOMAIN.matcher(reference.domain).matches()
                && PATH.matcher(reference.path).matches()
                && reference.repository().length() <= MAX_NAME
                && reference.tag.map(tag -> TAG.matcher(tag).matches()).orElse(true)
                && reference.digest.map(Digests::isDigest).orElse(true);
        if (!valid) {
            throw CriException.invalidArgument("couldn't parse image name \"" + text
                    + "\": invalid reference format, want [registry/]repository[:tag][@sha256:digest] in lower case");
        }
        return reference;
    }

    /** Domain and path: the name without tag and digest. */
    public String repository() {
        return domain + "/" + path;
    }

    /** The name with its tag, when it has one. */
    public Optional<String> tagged() {
        return tag.map(t -> repository() + ":" + t);
    }

    /** The name with a digest. */
    public String withDigest(String manifestDigest) {
        return repository() + "@" + manifestDigest;
    }

    /** The whole name. */
    @Override
    public String toString() {
        return repository()
                + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }
}
