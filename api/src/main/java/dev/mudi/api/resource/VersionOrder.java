package dev.mudi.api.resource;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The order of API versions: stable before beta before alpha, then the higher number, then others by name (apimachinery, version.CompareKubeAwareVersionStrings). */
public final class VersionOrder {
    /** Puts the version that clients should use first. */
    public static final Comparator<String> PREFERRED_FIRST = VersionOrder::compare;

    private static final Pattern VERSION = Pattern.compile("v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?");

    private VersionOrder() {}

    /** Whether a version is neither alpha nor beta. */
    public static boolean isStable(String version) {
        var parts = VERSION.matcher(version);
        return parts.matches() && parts.group(2) == null;
    }

    private static int compare(String left, String right) {
        var one = VERSION.matcher(left);
        var other = VERSION.matcher(right);
        boolean oneIs = one.matches();
        boolean otherIs = other.matches();
        if (!oneIs || !otherIs) {
            return oneIs ? -1 : otherIs ? 1 : left.compareTo(right);
        }
        int byStability = Integer.compare(stability(other), stability(one));
        if (byStability != 0) {
            return byStability;
        }
        int byMajor = Integer.compare(Integer.parseInt(other.group(1)), Integer.parseInt(one.group(1)));
        return byMajor != 0 ? byMajor : Integer.compare(minor(other), minor(one));
    }

    private static int stability(Matcher version) {
        var word = version.group(2);
        return word == null ? 2 : word.equals("beta") ? 1 : 0;
    }

    private static int minor(Matcher version) {
        var number = version.group(3);
        return number == null ? 0 : Integer.parseInt(number);
    }
}
