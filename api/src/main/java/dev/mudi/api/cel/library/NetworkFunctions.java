package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.BoolVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.Val;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Functions of IP addresses and blocks of them (Kubernetes documentation, "IP and CIDR library"). Pure. */
final class NetworkFunctions {
    static final Map<String, Function> FUNCTIONS = new HashMap<>();

    static {
        FUNCTIONS.put("ip", NetworkFunctions::ip);
        FUNCTIONS.put("cidr", one -> one[0] instanceof StringVal(var text) ? cidr(text) : refused("cidr", one));
        FUNCTIONS.put(
                "isIP",
                one -> one[0] instanceof StringVal(var text)
                        ? BoolVal.of(!address(text).isError())
                        : refused("isIP", one));
        FUNCTIONS.put(
                "isCIDR",
                one -> one[0] instanceof StringVal(var text)
                        ? BoolVal.of(!cidr(text).isError())
                        : refused("isCIDR", one));
        FUNCTIONS.put("ip.isCanonical", NetworkFunctions::isCanonical);
        FUNCTIONS.put(
                "family", one -> one[0] instanceof IpVal ip ? new IntVal(ip.isFour() ? 4 : 6) : refused("family", one));
        test("isUnspecified", IpVal::isUnspecified);
        test("isLoopback", IpVal::isLoopback);
        test("isLinkLocalMulticast", IpVal::isLinkLocalMulticast);
        test("isLinkLocalUnicast", IpVal::isLinkLocalUnicast);
        test("isGlobalUnicast", IpVal::isGlobalUnicast);
        FUNCTIONS.put("containsIP", NetworkFunctions::containsIp);
        FUNCTIONS.put("containsCIDR", NetworkFunctions::containsCidr);
        FUNCTIONS.put(
                "prefixLength",
                one -> one[0] instanceof CidrVal(var ip, var bits) ? new IntVal(bits) : refused("prefixLength", one));
        FUNCTIONS.put(
                "masked",
                one -> one[0] instanceof CidrVal(var ip, var bits)
                        ? new CidrVal(ip.masked(bits), bits)
                        : refused("masked", one));
    }

    private NetworkFunctions() {}

    private static Val refused(String name, Val... arguments) {
        return ErrorVal.noSuchOverload(name, arguments);
    }

    private static void test(String name, Predicate<IpVal> holds) {
        FUNCTIONS.put(name, one -> one[0] instanceof IpVal ip ? BoolVal.of(holds.test(ip)) : refused(name, one));
    }

    private static Val ip(Val... one) {
        return switch (one[0]) {
            case StringVal(var text) -> address(text);
            case CidrVal(var ip, var ignored) -> ip;
            default -> refused("ip", one);
        };
    }

    private static Val address(String text) {
        try {
            var ip = AddressParser.parse(text);
            if (text.contains("%")) {
                return new ErrorVal("IP address " + FormatFunctions.quoted(text) + " with zone value is not allowed");
            }
            return isMapped(ip) ? mapped(text) : ip;
        } catch (IllegalArgumentException e) {
            return new ErrorVal("IP Address " + FormatFunctions.quoted(text)
                    + " parse error during conversion from string: " + e.getMessage());
        }
    }

    private static ErrorVal mapped(String text) {
        return new ErrorVal("IPv4-mapped IPv6 address " + FormatFunctions.quoted(text) + " is not allowed");
    }

    private static boolean isMapped(IpVal ip) {
        if (ip.isFour() || ip.at(10) != 255 || ip.at(11) != 255) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (ip.at(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private static Val cidr(String text) {
        var wrapped = "network address parse error during conversion from string: ";
        int slash = text.lastIndexOf('/');
        try {
            if (slash < 0) {
                throw new IllegalArgumentException("no '/'");
            }
            var ip = AddressParser.parse(text.substring(0, slash));
            if (text.substring(0, slash).contains("%")) {
                throw new IllegalArgumentException("IPv6 zones cannot be present in a prefix");
            }
            int bits = bits(text.substring(slash + 1));
            if (bits > ip.bytes().length * 8) {
                throw new IllegalArgumentException("prefix length out of range");
            }
            return isMapped(ip) ? new ErrorVal(wrapped + mapped(text).message()) : new CidrVal(ip, bits);
        } catch (IllegalArgumentException e) {
            return new ErrorVal(
                    wrapped + wrapped + "netip.ParsePrefix(" + FormatFunctions.quoted(text) + "): " + e.getMessage());
        }
    }

    private static int bits(String digits) {
        boolean good = digits.matches("0|[1-9][0-9]*");
        if (!good) {
            throw new IllegalArgumentException("bad bits after slash: " + FormatFunctions.quoted(digits));
        }
        return digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    private static Val isCanonical(Val... one) {
        if (!(one[0] instanceof StringVal(var text))) {
            return refused("ip.isCanonical", one);
        }
        var ip = address(text);
        return ip.isError() ? ip : BoolVal.of(ip.toString().equals(text));
    }

    private static Val containsIp(Val... both) {
        if (!(both[0] instanceof CidrVal block)) {
            return refused("containsIP", both);
        }
        var other = both[1] instanceof StringVal(var text) ? address(text) : both[1];
        return other instanceof IpVal ip
                ? BoolVal.of(block.contains(ip))
                : both[1] instanceof StringVal ? ErrorVal.NO_SUCH_OVERLOAD : refused("containsIP", both);
    }

    private static Val containsCidr(Val... both) {
        if (!(both[0] instanceof CidrVal block)) {
            return refused("containsCIDR", both);
        }
        var other = both[1] instanceof StringVal(var text) ? cidr(text) : both[1];
        if (other instanceof CidrVal inner) {
            return BoolVal.of(block.contains(inner));
        }
        return other.isError() ? other : refused("containsCIDR", both);
    }
}
