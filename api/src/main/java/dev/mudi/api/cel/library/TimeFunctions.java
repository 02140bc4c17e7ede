package dev.mudi.api.cel.library;

import dev.mudi.api.cel.value.DurationVal;
import dev.mudi.api.cel.value.ErrorVal;
import dev.mudi.api.cel.value.IntVal;
import dev.mudi.api.cel.value.StringVal;
import dev.mudi.api.cel.value.TimestampVal;
import dev.mudi.api.cel.value.Val;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** {@code getHours()} and the like, of points in time (in a time zone if one is named) and of spans of time. Pure. */
final class TimeFunctions {
    static final Map<String, Function> FUNCTIONS = new HashMap<>();

    private static final long SECOND = 1_000_000_000L;

    static {
        put("getFullYear", ZonedDateTime::getYear, 0);
        put("getMonth", time -> time.getMonthValue() - 1, 0);
        put("getDayOfYear", time -> time.getDayOfYear() - 1, 0);
        put("getDayOfMonth", time -> time.getDayOfMonth() - 1, 0);
        put("getDate", ZonedDateTime::getDayOfMonth, 0);
        put("getDayOfWeek", time -> time.getDayOfWeek().getValue() % 7, 0);
        put("getHours", ZonedDateTime::getHour, 3600 * SECOND);
        put("getMinutes", ZonedDateTime::getMinute, 60 * SECOND);
        put("getSeconds", ZonedDateTime::getSecond, SECOND);
        put("getMilliseconds", time -> time.getNano() / 1_000_000, SECOND / 1000);
    }

    private TimeFunctions() {}

    private static void put(String name, ToLongFunction<ZonedDateTime> part, long unit) {
        FUNCTIONS.put(name, arguments -> switch (arguments[0]) {
            case TimestampVal time
            when arguments.length == 1 ->
                new IntVal(part.applyAsLong(time.instant().atZone(ZoneOffset.UTC)));
            case TimestampVal time when arguments[1] instanceof StringVal(var zone) -> inZone(time, zone, part);
            case DurationVal(var nanos) when unit > 0 && arguments.length == 1 -> new IntVal(nanos / unit);
            default -> ErrorVal.noSuchOverload(name, arguments);
        });
    }

    private static Val inZone(TimestampVal time, String name, ToLongFunction<ZonedDateTime> part) {
        int colon = name.indexOf(':');
        try {
            var zone = colon < 0 ? named(name) : offset(name, colon);
            return new IntVal(part.applyAsLong(time.instant().atZone(zone)));
        } catch (NumberFormatException e) {
            var digits = isNumber(name.substring(0, colon)) ? name.substring(colon + 1) : name.substring(0, colon);
            return new ErrorVal("strconv.Atoi: parsing \"" + digits + "\": invalid syntax");
        } catch (DateTimeException e) {
            return new ErrorVal("unknown time zone " + name);
        }
    }

    private static ZoneId named(String name) {
        if (name.isEmpty() || name.equals("UTC")) {
            return ZoneOffset.UTC;
        }
        boolean strange = !name.equals("Local")
                && (name.startsWith("+") || name.startsWith("-") || name.equals("Z") || name.startsWith("UT"));
        if (strange || name.startsWith("GMT+") || name.startsWith("GMT-")) {
            throw new DateTimeException(name);
        }
        return name.equals("Local") ? ZoneOffset.UTC : ZoneId.of(name);
    }

    private static boolean isNumber(String digits) {
        return digits.matches("[+-]?[0-9]+");
    }

    private static ZoneId offset(String name, int colon) {
        int hours = Integer.parseInt(name.substring(0, colon));
        int minutes = Integer.parseInt(name.substring(colon + 1));
        int total = name.startsWith("-") ? hours * 60 - minutes : hours * 60 + minutes;
        return ZoneOffset.ofTotalSeconds(total * 60);
    }
}
