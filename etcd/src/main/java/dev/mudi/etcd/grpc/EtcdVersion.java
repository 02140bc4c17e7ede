package dev.mudi.etcd.grpc;

import java.util.regex.Pattern;

/** What an etcd of a version can do. */
record EtcdVersion(int major, int minor, int patch) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6}).*");

    /** Reads {@code 3.5.13}; what cannot be read is taken for the oldest. */
    static EtcdVersion parse(String text) {
        var matcher = FORM.matcher(text);
        return matcher.matches()
                ? new EtcdVersion(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3)))
                : new EtcdVersion(0, 0, 0);
    }

    /** Before, an answer about progress could overtake events (etcd 15220); kube-apiserver draws the line here, too. */
    boolean ordersProgress() {
        if (major != 3) {
            return major > 3;
        }
        return switch (minor) {
            case 0, 1, 2, 3 -> false;
            case 4 -> patch >= 31;
            case 5 -> patch >= 13;
            default -> true;
        };
    }
}
