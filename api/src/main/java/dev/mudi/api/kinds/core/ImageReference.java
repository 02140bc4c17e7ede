package dev.mudi.api.kinds.core;

import java.util.regex.Pattern;

/** Names of images (distribution specification, "Pulling manifests"). Stateless. */
final class ImageReference {
    private static final int LONGEST_PATH = 255;

    /** What stands before a name that has nothing before it. */
    private static final int DEFAULT_PREFIX = "library/".length();

    private static final Pattern HOST = Pattern.compile(
            "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\\[[0-9a-fA-F:]+])(?::[0-9]+)?");
    private static final Pattern PATH =
            Pattern.compile("[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*+(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*+)*+");
    private static final Pattern TAG = Pattern.compile("\\w[\\w.-]{0,127}");

    private ImageReference() {}

    /** The tag; {@code latest} if neither tag nor digest are given; empty if there is only a digest, or the name is malformed. */
    static String tag(String image) {
        int at = image.indexOf('@');
        var name = at < 0 ? image : image.substring(0, at);
        int colon = name.indexOf(':', name.lastIndexOf('/') + 1);
        var path = colon < 0 ? name : name.substring(0, colon);
        int slash = path.indexOf('/');
        var host = slash > 0 ? path.substring(0, slash) : "";
        boolean hosted = host.contains(".") || host.contains(":") || host.equals("localhost");
        path = hosted ? path.substring(slash + 1) : path;
        int implied = slash < 0 ? DEFAULT_PREFIX : 0;
        if (implied + path.length() > LONGEST_PATH
                || (hosted && !HOST.matcher(host).matches())
                || !(isPlain(path) || PATH.matcher(path).matches())) {
            return "";
        }
        if (colon < 0) {
            return at < 0 ? "latest" : "";
        }
        var tag = name.substring(colon + 1);
        return TAG.matcher(tag).matches() ? tag : "";
    }

    /** Whether a path is of lower case letters and digits with single separators between them, as most are; such a path is well-formed. */
    private static boolean isPlain(String path) {
        boolean inside = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean separates = c == '.' || c == '_' || c == '-' || c == '/';
            if (separates ? !inside : !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
                return false;
            }
            inside = !separates;
        }
        return inside;
    }
}
