package dev.mudi.cli.command;

import dev.mudi.cli.UserException;
import dev.mudi.etcd.EtcdOptions.Retention;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Values of etcd's flags. */
final class EtcdFlags {
    private EtcdFlags() {}

    /** {@code http://host:port}, several of them with commas between. */
    static List<String> urls(String flag, String value) throws UserException {
        var urls = List.of(value.split(",", -1));
        for (var url : urls) {
            address(flag, url);
        }
        return urls;
    }

    static InetSocketAddress address(String flag, String url) throws UserException {
        try {
            var parsed = URI.create(url);
            boolean known = "http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme());
            if (known && parsed.getHost() != null && parsed.getPort() > 0) {
                return new InetSocketAddress(parsed.getHost(), parsed.getPort());
            }
        } catch (IllegalArgumentException e) {
            throw new UserException(flag + " " + url + " is no URL: give one such as http://127.0.0.1:2379", e);
        }
        throw new UserException(flag + " " + url + " is no URL of a member: give one such as http://127.0.0.1:2379");
    }

    static boolean isSecure(List<String> urls) {
        return urls.stream().allMatch(url -> url.startsWith("https:"));
    }

    /** {@code name=url,name=url}; a name may come several times. */
    static Map<String, List<String>> cluster(String value) throws UserException {
        var members = new LinkedHashMap<String, List<String>>();
        for (var part : value.split(",", -1)) {
            int at = part.indexOf('=');
            if (at <= 0) {
                throw new UserException("--initial-cluster has '" + part
                        + "', which is not NAME=URL: give the peer URLs of all members, such as"
                        + " a=http://10.0.0.1:2380,b=http://10.0.0.2:2380");
            }
            var url = part.substring(at + 1);
            address("--initial-cluster", url);
            members.computeIfAbsent(part.substring(0, at), _ -> new ArrayList<>())
                    .add(url);
        }
        return members;
    }

    /** The members as the flag {@code --initial-cluster} has them. */
    static String text(Map<String, List<String>> cluster) {
        return cluster.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(url -> entry.getKey() + "=" + url))
                .collect(Collectors.joining(","));
    }

    /** What etcd's two flags of automatic compaction say. */
    static Retention retention(String mode, String value) throws UserException {
        try {
            return switch (mode) {
                case "revision" -> new Retention(Duration.ZERO, Long.parseLong(value));
                case "periodic" -> new Retention(period(value), 0);
                default ->
                    throw new UserException(
                            "--auto-compaction-mode " + mode + " is not known: give periodic or revision");
            };
        } catch (NumberFormatException e) {
            throw new UserException(
                    "--auto-compaction-retention " + value
                            + " makes no sense: give a number such as 1000 with revision,"
                            + " a time such as 5m or 1h with periodic",
                    e);
        }
    }

    /** A time as Go writes it, not negative: 5m, 1m30s, 0. */
    static Duration duration(String flag, String value) throws UserException {
        try {
            if (value.equals("0")) {
                return Duration.ZERO;
            }
            if (value.matches("[0-9]+ms")) {
                return Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)));
            }
            if (value.matches("[0-9]+ns")) {
                return Duration.ofNanos(Long.parseLong(value.substring(0, value.length() - 2)));
            }
            if (Character.isDigit(value.charAt(0))) {
                return Duration.parse("PT" + value);
            }
        } catch (DateTimeParseException | NumberFormatException | IndexOutOfBoundsException e) {
            throw new UserException(flag + " " + value + " is no time: give one such as 5m, 90s, or 0", e);
        }
        throw new UserException(flag + " " + value + " is no time: give one such as 5m, 90s, or 0");
    }

    /** A bare number means hours, as in etcd. */
    private static Duration period(String value) {
        var number = value.replaceAll("[a-z]+$", "");
        long count = Long.parseLong(number);
        return switch (value.substring(number.length())) {
            case "", "h" -> Duration.ofHours(count);
            case "m" -> Duration.ofMinutes(count);
            case "s" -> Duration.ofSeconds(count);
            default -> throw new NumberFormatException(value);
        };
    }
}
