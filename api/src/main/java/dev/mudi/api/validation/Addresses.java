package dev.mudi.api.validation;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Rules for IP addresses and ranges of them, with upstream's wording (apimachinery, util/validation; KEP-4858). Stateless. */
public final class Addresses {
    private static final String NO_ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

    private static final int MAPPED_PREFIX = 96;

    private Addresses() {}

    /** The families of addresses. */
    public enum Family {
        /** IPv4. */
        IPV4("IPv4"),
        /** IPv6. */
        IPV6("IPv6");

        private final String text;

        Family(String text) {
            this.text = text;
        }

        /** As the API calls it. */
        public String text() {
            return text;
        }
    }

    /** The family of an address or of a range; empty if it is neither. */
    public static Optional<Family> family(String text) {
        int slash = text.indexOf('/');
        return Address.parse(slash < 0 ? text : text.substring(0, slash))
                .map(address -> address.isFour() ? Family.IPV4 : Family.IPV6);
    }

    /** Whether a text is an address. */
    public static boolean isAddress(String text) {
        return Address.parse(text).isPresent();
    }

    /** Whether a text is a range of addresses. */
    public static boolean isRange(String text) {
        return range(text).isPresent();
    }

    /** How the standards write an address; the text itself if it is none. */
    public static String canonical(String text) {
        return Address.parse(text).map(Address::canonical).orElse(text);
    }

    /** Checks an address in a field that took sloppy ones once; those in {@code before} may stay. */
    public static void mustBeAddress(At at, Collection<String> before) {
        if (before.contains(at.text())) {
            return;
        }
        strict(at);
    }

    /** Checks an address in a field that took sloppy ones once. */
    public static void mustBeAddress(At at) {
        mustBeAddress(at, List.of());
    }

    /** Checks an address that has to be in canonical form. */
    public static void mustBeCanonicalAddress(At at) {
        complaints(at.text()).forEach(complaint -> at.invalid(at.text(), complaint));
    }

    /** What is wrong with an address that has to be in canonical form. */
    public static List<String> complaints(String text) {
        var wrong = complaint(text);
        if (wrong.isPresent()) {
            return List.of(wrong.get());
        }
        var canonical = canonical(text);
        return canonical.equals(text) ? List.of() : List.of("must be in canonical form (\"" + canonical + "\")");
    }

    private static void strict(At at) {
        complaint(at.text()).ifPresent(complaint -> at.invalid(at.text(), complaint));
    }

    private static Optional<String> complaint(String text) {
        var address = Address.parse(text);
        if (address.isEmpty()) {
            return Optional.of(NO_ADDRESS);
        }
        if (hasLeadingZeros(text)) {
            return Optional.of("must not have leading 0s");
        }
        return address.get().isMapped() ? Optional.of("must not be an IPv4-mapped IPv6 address") : Optional.empty();
    }

    /** Whether an address is one only to those who take leading zeros or an IPv4 address in the form of an IPv6 one. */
    static boolean isSloppy(String text) {
        return hasLeadingZeros(text)
                || Address.parse(text).filter(Address::isMapped).isPresent();
    }

    private static boolean hasLeadingZeros(String text) {
        if (!text.contains(".")) {
            return false;
        }
        for (var part : text.substring(text.lastIndexOf(':') + 1).split("\\.", -1)) {
            if (part.length() > 1 && part.startsWith("0")) {
                return true;
            }
        }
        return false;
    }

    /** Checks a range in a field that took sloppy ones once; those in {@code before} may stay. */
    public static void mustBeRange(At at, Collection<String> before) {
        if (!before.contains(at.text())) {
            strictRange(at);
        }
    }

    /** Checks a range that has to be in canonical form. */
    public static void mustBeCanonicalRange(At at) {
        strictRange(at).ifPresent(range -> {
            if (!range.canonical().equals(at.text())) {
                at.invalid("must be in canonical form (\"" + range.canonical() + "\")");
            }
        });
    }

    private static Optional<Range> strictRange(At at) {
        var text = at.text();
        var range = range(text);
        if (range.isEmpty()) {
            at.invalid(text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
            return range;
        }
        int slash = text.indexOf('/');
        var length = text.substring(slash + 1);
        if (hasLeadingZeros(text.substring(0, slash)) || (length.length() > 1 && length.startsWith("0"))) {
            at.invalid("must not have leading 0s in IP or prefix length");
        } else if (range.get().address().isMapped()) {
            at.invalid("must not have an IPv4-mapped IPv6 address");
        } else if (!range.get().masked().equals(range.get().address())) {
            at.invalid("must not have bits set beyond the prefix length");
        } else {
            return range;
        }
        return Optional.empty();
    }

    /** What is wrong with the address of an interface, behind which stands the length of its network. */
    public static Optional<String> ofInterface(String text) {
        var range = range(text);
        if (range.isEmpty()) {
            return Optional.of("must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)");
        }
        var address = range.get().address();
        int length = range.get().prefix();
        int shorter = address.isMapped() && length > MAPPED_PREFIX ? length - MAPPED_PREFIX : length;
        var canonical = address.canonical() + "/" + shorter;
        return text.equals(canonical)
                ? Optional.empty()
                : Optional.of("must be in canonical form (\"" + canonical + "\")");
    }

    /** Whether one range lies in another and is smaller; false if either is none. */
    public static boolean isStrictlyInside(String inner, String outer) {
        var small = range(inner);
        var large = range(outer);
        return small.isPresent()
                && large.isPresent()
                && small.get().address().bits() == large.get().address().bits()
                && small.get().prefix() > large.get().prefix()
                && small.get()
                        .address()
                        .masked(large.get().prefix())
                        .equals(large.get().masked());
    }

    /** Checks an address that stands for an endpoint outside: not unspecified, loopback or link-local. */
    public static void mustNotBeSpecial(At at) {
        var address = Address.parse(at.text());
        if (address.isEmpty()) {
            at.invalid(at.text(), "must be a valid IP address");
            return;
        }
        var ip = address.get();
        if (ip.isUnspecified()) {
            at.invalid("may not be unspecified (" + at.text() + ")");
        }
        if (ip.isLoopback()) {
            at.invalid("may not be in the loopback range (127.0.0.0/8, ::1/128)");
        }
        if (ip.isLinkLocalUnicast()) {
            at.invalid("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        }
        if (ip.isLinkLocalMulticast()) {
            at.invalid("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
        }
    }

    private static Optional<Range> range(String text) {
        int slash = text.indexOf('/');
        var length = slash < 0 ? "" : text.substring(slash + 1);
        boolean number =
                !length.isEmpty() && length.length() <= 4 && length.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(length);
        return Address.parse(text.substring(0, slash))
                .filter(address -> prefix <= address.bits())
                .map(address -> new Range(address, prefix));
    }

    private record Range(Address address, int prefix) {
        Address masked() {
            return address.masked(prefix);
        }

        String canonical() {
            return masked().canonical() + "/" + prefix;
        }
    }
}
