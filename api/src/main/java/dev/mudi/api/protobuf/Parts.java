package dev.mudi.api.protobuf;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The fields of a small message without a type of its own, such as Time or Quantity: numbers and bytes. */
final class Parts {
    private final Map<Integer, Long> numbers = new HashMap<>(4);
    private final Map<Integer, byte[]> texts = new HashMap<>(4);

    private Parts() {}

    static Parts read(byte[] message) throws IOException {
        var parts = new Parts();
        var in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int number = WireFormat.getTagFieldNumber(tag);
            switch (WireFormat.getTagWireType(tag)) {
                case WireFormat.WIRETYPE_VARINT -> parts.numbers.put(number, in.readInt64());
                case WireFormat.WIRETYPE_LENGTH_DELIMITED -> parts.texts.put(number, in.readByteArray());
                default -> in.skipField(tag);
            }
        }
        return parts;
    }

    boolean isEmpty() {
        return numbers.isEmpty() && texts.isEmpty();
    }

    /** The number of a field, 0 where there is none. */
    long number(int field) {
        return numbers.getOrDefault(field, 0L);
    }

    /** The bytes of a field, none where there is none. */
    byte[] bytes(int field) {
        return texts.getOrDefault(field, new byte[0]);
    }

    /** The text of a field, empty where there is none. */
    String text(int field) {
        return new String(bytes(field), StandardCharsets.UTF_8);
    }
}
