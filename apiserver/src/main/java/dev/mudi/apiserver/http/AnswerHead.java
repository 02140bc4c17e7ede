package dev.mudi.apiserver.http;

import dev.mudi.apiserver.Headers;

/**
 * What goes before the body of an answer, in either protocol.
 *
 * @param code of the answer
 * @param contentType of the body; the empty string for none
 * @param headers further ones
 * @param length what {@code Content-Length} says, in bytes; -1 to say nothing
 * @param date what {@code Date} says unless the headers do
 */
record AnswerHead(int code, String contentType, Headers headers, long length, String date) {
    /** Of a length that is not known. */
    static final long UNKNOWN = -1;

    /** Whether the headers say when the answer was made. */
    boolean isDated() {
        return headers.has("Date");
    }
}
