package dev.mudi.api.validation;

import java.util.List;
import java.util.Optional;

/** Warnings about addresses that are taken for the sake of old objects, with upstream's wording (apimachinery, util/validation; KEP-4858). Stateless. */
public final class AddressWarnings {
    private AddressWarnings() {}

    /** What is odd about a valid address. */
    public static List<String> ofAddress(At at) {
        var text = at.text();
        var address = Address.parse(text);
        if (address.isEmpty()) {
            return List.of();
        }
        var canonical = address.get().canonical();
        if (Addresses.isSloppy(text)) {
            return List.of(
                    at.path() + ": non-standard IP address \"" + text + "\" is invalid: use \"" + canonical + "\"");
        }
        return canonical.equals(text)
                ? List.of()
                : List.of(at.path() + ": IPv6 address \"" + text + "\" should be in RFC 5952 canonical format (\""
                        + canonical + "\")");
    }

    /** What is odd about a valid range. */
    public static List<String> ofRange(At at) {
        var text = at.text();
        int slash = text.indexOf('/');
        var address = Addresses.isRange(text) ? Address.parse(text.substring(0, slash)) : Optional.<Address>empty();
        if (address.isEmpty()) {
            return List.of();
        }
        var prefix = text.substring(slash + 1);
        var network = address.get().masked(Integer.parseInt(prefix));
        var canonical = network.canonical() + "/" + prefix;
        if (!network.equals(address.get())) {
            var alone = address.get().canonical() + "/" + address.get().bits();
            return List.of(at.path() + ": CIDR value \"" + text + "\" is ambiguous in this context (should be \""
                    + canonical + "\" or \"" + alone + "\"?)");
        }
        if (Addresses.isSloppy(text.substring(0, slash))) {
            return List.of(
                    at.path() + ": non-standard CIDR value \"" + text + "\" is invalid: use \"" + canonical + "\"");
        }
        return canonical.equals(text)
                ? List.of()
                : List.of(at.path() + ": IPv6 CIDR value \"" + text + "\" should be in RFC 5952 canonical format (\""
                        + canonical + "\")");
    }
}
