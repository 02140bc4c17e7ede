package dev.mudi.etcd.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What etcd says of bytes that are no message (the text of its generated readers, seen at etcd 3.5.30). They are stricter than those
 * of Java: a field in the wrong encoding is refused, not kept as unknown.
 */
final class GoFaults {
    private static final String TOO_SHORT = "unexpected EOF";
    private static final String OVERFLOW = "proto: integer overflow";
    private static final String NEGATIVE = "proto: negative length found during unmarshaling";

    private static final int VARINT = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int LENGTH = 2;
    private static final int GROUP = 3;
    private static final int END_GROUP = 4;
    private static final int FOUR_BYTES = 5;

    private final byte[] bytes;
    private final int end;
    private int position;

    private GoFaults(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.position = from;
        this.end = end;
    }

    private static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        Fault(String message) {
            super(message, null, false, false);
        }
    }

    /** What is wrong; null when nothing is. */
    static @Nullable String find(Descriptor type, byte[] bytes) {
        try {
            new GoFaults(bytes, 0, bytes.length).message(type);
            return null;
        } catch (Fault fault) {
            return fault.getMessage();
        }
    }

    private void message(Descriptor type) throws Fault {
        while (position < end) {
            int start = position;
            long tag = varint();
            int number = (int) (tag >>> 3);
            int wireType = (int) (tag & 7);
            if (wireType == END_GROUP) {
                throw new Fault("proto: " + type.getName() + ": wiretype end group for non-group");
            }
            if (number <= 0) {
                throw new Fault("proto: " + type.getName() + ": illegal tag " + number + " (wire type " + tag + ")");
            }
            var field = type.findFieldByNumber(number);
            if (field == null) {
                position = start;
                skip();
            } else {
                field(field, wireType);
            }
        }
    }

    private void field(FieldDescriptor field, int wireType) throws Fault {
        boolean counted = switch (field.getJavaType()) {
            case STRING, BYTE_STRING, MESSAGE -> true;
            case INT, LONG, BOOLEAN, ENUM, FLOAT, DOUBLE -> false;
        };
        boolean packed = field.isRepeated() && !counted && wireType == LENGTH;
        if (!packed && wireType != (counted ? LENGTH : VARINT)) {
            throw new Fault("proto: wrong wireType = " + wireType + " for field " + goName(field.getName()));
        }
        if (wireType == VARINT) {
            varint();
            return;
        }
        int from = position(length());
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            new GoFaults(bytes, from, position).message(field.getMessageType());
        }
    }

    /** Moves past so many bytes; answers where they begin. */
    private int position(long length) throws Fault {
        int from = position;
        if (length > end - position) {
            throw new Fault(TOO_SHORT);
        }
        position += (int) length;
        return from;
    }

    private long length() throws Fault {
        long length = varint();
        if (length < 0) {
            throw new Fault(NEGATIVE);
        }
        return length;
    }

    private long varint() throws Fault {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (position >= end) {
                throw new Fault(TOO_SHORT);
            }
            byte next = bytes[position++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new Fault(OVERFLOW);
    }

    /** Moves past a field that is not known, with all that is in it if it is a group. */
    private void skip() throws Fault {
        int depth = 0;
        do {
            int wireType = (int) (varint() & 7);
            switch (wireType) {
                case VARINT -> varint();
                case EIGHT_BYTES -> position(Long.BYTES);
                case LENGTH -> position(length());
                case GROUP -> depth++;
                case END_GROUP -> {
                    if (depth == 0) {
                        throw new Fault("proto: unexpected end of group");
                    }
                    depth--;
                }
                case FOUR_BYTES -> position(Integer.BYTES);
                default -> throw new Fault("proto: illegal wireType " + wireType);
            }
        } while (depth > 0);
    }

    /** {@code range_end} is {@code RangeEnd}. */
    private static String goName(String name) {
        var go = new StringBuilder();
        for (var word : name.split("_", -1)) {
            go.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return go.toString();
    }
}
