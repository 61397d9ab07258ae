package gradus.tensor;

import gradus.tensor.internal.ByteInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What the header of a safetensors file says: entries in its order, which together cover the data exactly, and free texts. */
record SafetensorsHeader(List<Entry> entries, SequencedMap<String, String> metadata) {

    private static final String METADATA = "__metadata__";

    /** The limit of the format's reference implementation. */
    private static final int LONGEST = 100_000_000;

    /** The order of the names' bytes in UTF-8, which is that of the reference implementation; chars order surrogates otherwise. */
    private static final Comparator<String> BY_BYTES =
            (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    /** A tensor whose elements are the bytes {@code begin ≤ i < end} of the data; {@code place} is that of its offsets. */
    record Entry(String name, StoredType type, Shape shape, long begin, long end, long place) {
    }

    // Reading

    /** {@return the header of a file, of which nothing has been read yet; the data come next} */
    static SafetensorsHeader read(ByteInput in) throws IOException {
        long length = ByteBuffer.wrap(in.take(8, "the length of the header")).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 0 || length > in.length() - 8) {
            throw in.refused(0, "the header claims " + Long.toUnsignedString(length) + " bytes, but the file has "
                    + (in.length() - 8) + " after its length");
        }
        if (length > LONGEST) {
            throw in.refused(0, "the header claims " + length + " bytes, more than the " + LONGEST + " that the format allows");
        }
        HeaderText text = new HeaderText(in, in.take(length, "the header"), 8);
        List<Entry> entries = new ArrayList<>();
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        if (text.position() != 8) {
            throw text.refused(8, "the header must begin with '{'");
        }
        text.members("the header", name -> {
            if (name.equals(METADATA)) {
                text.members(METADATA, key -> metadata.put(key, text.jsonString("the text \"" + key + "\"")));
            } else {
                entries.add(entry(text, name));
            }
        });
        text.end();
        SafetensorsHeader header = new SafetensorsHeader(entries, metadata);
        header.requireCover(in, in.length() - 8 - length);
        return header;
    }

    /** What an entry says, as it is read. */
    private static final class Fields {
        StoredType type;
        Shape shape;
        long[] offsets;
        long offsetsAt;
    }

    private static Entry entry(HeaderText text, String name) {
        long place = text.position();
        String the = "the tensor \"" + name + "\"";
        Fields f = new Fields();
        text.members(the, key -> {
            switch (key) {
                case "dtype" -> f.type = type(text, the);
                case "shape" -> f.shape = text.shape(text.position(), text.naturals("the shape of " + the), the);
                case "data_offsets" -> {
                    f.offsetsAt = text.position();
                    f.offsets = text.naturals("the offsets of " + the);
                }
                default -> throw text.refused(text.position(), the + " has the key \"" + key + "\", which the format does not know");
            }
        });
        if (f.type == null || f.shape == null || f.offsets == null) {
            throw text.refused(place, the + " needs a dtype, a shape and data_offsets");
        }
        if (f.offsets.length != 2 || f.offsets[0] > f.offsets[1]) {
            throw text.refused(f.offsetsAt, "the offsets of " + the + " are not two, the begin and the end");
        }
        long begin = f.offsets[0];
        long end = f.offsets[1];
        long bytes = (long) f.shape.size() * f.type.bytes();
        if (end - begin != bytes) {
            throw text.refused(f.offsetsAt, the + " has " + (end - begin) + " bytes by its offsets, but " + f.type + f.shape
                    + " takes " + bytes);
        }
        return new Entry(name, f.type, f.shape, begin, end, f.offsetsAt);
    }

    private static StoredType type(HeaderText text, String the) {
        long place = text.position();
        String code = text.jsonString("the dtype of " + the);
        List<String> codes = new ArrayList<>();
        for (StoredType type : StoredType.values()) {
            if (type.safetensors().equals(code)) {
                return type;
            }
            codes.add(type.safetensors());
        }
        throw text.refused(place, the + " has the dtype " + code + "; only " + String.join(", ", codes) + " can be read");
    }

    /** Refuses entries that overlap, leave gaps, or end before or after the data do. */
    private void requireCover(ByteInput in, long dataLength) {
        long reached = 0;
        for (Entry entry : byPlace()) {
            if (entry.end > dataLength) {
                throw in.refused(entry.place, "the tensor \"" + entry.name + "\" ends at byte " + entry.end
                        + " of the data, of which there are " + dataLength);
            }
            if (entry.begin != reached) {
                throw in.refused(entry.place, "the tensor \"" + entry.name + "\" begins at byte " + entry.begin
                        + " of the data, " + (entry.begin < reached ? "within the tensor" : "which leaves a gap after the one")
                        + " before it, which ends at " + reached);
            }
            reached = entry.end;
        }
        if (reached != dataLength) {
            throw in.refused(in.position() + reached, "the file goes on after its last tensor");
        }
    }

    /** {@return the entries in the order of their data} */
    List<Entry> byPlace() {
        return entries.stream().sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end)).toList();
    }

    // Writing

    /** {@return the header of a file of these tensors, its entries in the order of their data} */
    static SafetensorsHeader of(Map<String, Tensor> tensors, Function<DType, StoredType> storing, Map<String, String> metadata) {
        List<Entry> entries = new ArrayList<>();
        tensors.forEach((name, x) -> entries.add(new Entry(name, storing.apply(x.dtype()), x.shape(), 0, 0, 0)));
        entries.sort(Comparator.comparing(Entry::type).reversed().thenComparing(Entry::name, BY_BYTES));
        long at = 0;
        for (ListIterator<Entry> each = entries.listIterator(); each.hasNext();) {
            Entry entry = each.next();
            long end = at + (long) entry.shape.size() * entry.type.bytes();
            each.set(new Entry(entry.name, entry.type, entry.shape, at, end, 0));
            at = end;
        }
        SequencedMap<String, String> sorted = new TreeMap<>(BY_BYTES);
        sorted.putAll(metadata);
        return new SafetensorsHeader(entries, sorted);
    }

    /** {@return the header as a file has it, padded to a multiple of 8 bytes} */
    byte[] bytes() {
        StringBuilder json = new StringBuilder("{");
        if (!metadata.isEmpty()) {
            quote(json, METADATA).append(":{");
            metadata.forEach((key, text) -> quote(quote(json, key).append(':'), text).append(','));
            json.setCharAt(json.length() - 1, '}');
            json.append(',');
        }
        for (Entry entry : entries) {
            if (entry.name.equals(METADATA)) {
                throw new IllegalArgumentException("Safetensors.write: the name " + METADATA
                        + " is taken by the format; name the tensor otherwise");
            }
            quote(json, entry.name).append(":{\"dtype\":\"").append(entry.type.safetensors()).append("\",\"shape\":")
                    .append(entry.shape.toString().replace(" ", "")).append(",\"data_offsets\":[").append(entry.begin).append(',')
                    .append(entry.end).append("]},");
        }
        if (json.length() > 1) {
            json.setLength(json.length() - 1);
        }
        byte[] bytes = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST - 8) {
            throw new IllegalArgumentException("Safetensors.write: the header takes " + bytes.length + " bytes, more than the "
                    + LONGEST + " that the format allows; use fewer tensors or shorter names");
        }
        byte[] padded = Arrays.copyOf(bytes, Math.ceilDiv(bytes.length, 8) * 8);
        Arrays.fill(padded, bytes.length, padded.length, (byte) ' ');
        return padded;
    }

    /** Appends a string as the reference implementation does: short escapes where JSON has them, all beyond ASCII as it is. */
    private static StringBuilder quote(StringBuilder json, String string) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(string)) {
            throw new IllegalArgumentException("Safetensors.write: \"" + string + "\" holds half a surrogate pair; use Unicode text");
        }
        json.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\b' -> json.append("\\b");
                case '\t' -> json.append("\\t");
                case '\n' -> json.append("\\n");
                case '\f' -> json.append("\\f");
                case '\r' -> json.append("\\r");
                default -> {
                    if (c < ' ') {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"');
    }
}
