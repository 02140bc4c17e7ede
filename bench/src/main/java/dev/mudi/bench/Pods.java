package dev.mudi.bench;

import java.util.Locale;

/** Pods that are stored with about 2.4 KB, and that no scheduler and so no node takes. */
final class Pods {
    /** Whose the pods are. */
    static final String SERVICE_ACCOUNT =
            "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"bench\"}}";

    private static final String MARK = "\"mark\":\"";
    private static final int MARK_DIGITS = 8;

    /** What a mark takes in JSON, its name included. */
    static final int MARK_BYTES = MARK.length() + MARK_DIGITS;

    private static final String ENVIRONMENT = environment();

    private Pods() {}

    private static String environment() {
        var all = new StringBuilder();
        for (int e = 0; e < 6; e++) {
            all.append(e == 0 ? "" : ",")
                    .append("{\"name\":\"VARIABLE_")
                    .append(e)
                    .append("\",\"value\":\"")
                    .append("x".repeat(24))
                    .append("\"}");
        }
        return all.toString();
    }

    /**
     * A pod.
     *
     * @param part the value of a label, by which some of the pods can be chosen
     * @param mark an annotation's value: different ones make different pods
     */
    static String json(String name, String part, String mark) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"app\":\"bench\",\"part\":\"" + part + "\"},\"annotations\":{" + MARK + mark
                + "\"}},\"spec\":{\"schedulerName\":\"nobody\",\"serviceAccountName\":\"bench\","
                + "\"automountServiceAccountToken\":false,\"containers\":[{\"name\":\"main\",\"image\":\"app:1\","
                + "\"resources\":{\"requests\":{\"cpu\":\"100m\",\"memory\":\"64Mi\"}},\"env\":["
                + ENVIRONMENT + "]}]}}";
    }

    /** Mark number so-and-so; all are of one length. */
    static String mark(int number) {
        return String.format(Locale.ROOT, "%0" + MARK_DIGITS + "d", number);
    }

    /** A pod as a server gave it, without its revision, so that it can be put back whatever the newest is. */
    static String withoutRevision(String stored) {
        return stored.replaceFirst("\"resourceVersion\":\"[0-9]+\",?", "");
    }

    /** The same pod with another mark. */
    static String marked(String pod, String mark) {
        int from = pod.indexOf(MARK) + MARK.length();
        return pod.substring(0, from) + mark + pod.substring(from + mark.length());
    }

    /** The number of the mark in the beginning of some JSON; -1 if there is none. */
    static int markIn(byte[] json, int length) {
        int place = placeOfMark(json, length);
        return place < 0 ? -1 : number(json, place + MARK.length());
    }

    /** Where the mark begins; -1 if there is none. */
    static int placeOfMark(byte[] json, int length) {
        for (int i = 0; i + MARK_BYTES <= length; i++) {
            if (json[i] == '"' && isMark(json, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isMark(byte[] json, int at) {
        for (int k = 1; k < MARK.length(); k++) {
            if (json[at + k] != MARK.charAt(k)) {
                return false;
            }
        }
        return true;
    }

    private static int number(byte[] json, int at) {
        int number = 0;
        for (int i = at; i < at + MARK_DIGITS; i++) {
            number = number * 10 + json[i] - '0';
        }
        return number;
    }
}
