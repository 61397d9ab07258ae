package gradus.tensor;

import gradus.tensor.internal.ByteInput;
import gradus.tensor.internal.FileBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A member of a zip file, as its directory says (PKWARE APPNOTE 6.3, sections 4.3 to 4.5), stored or deflated, with the 64-bit
 * extensions. The classes of the JDK are not used because they do not say where a file is damaged, let members share bytes, and
 * read either the directory or a stream.
 *
 * @param place that of the directory's entry
 * @param header where the member begins: its own header, then its data
 * @param limit where the next member, or the directory, begins; a small file whose members share bytes could unpack to any size
 */
record ZipMember(String name, boolean deflated, long checksum, long packed, long size, long place, long header, long limit) {

    private static final int DIRECTORY_ENTRY = 0x02014b50;
    private static final int MEMBER = 0x04034b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_LOCATOR = 0x07064b50;

    /** Deflate packs 258 bytes into two bits at best, so a member that claims more than this for a byte is lying. */
    private static final int LARGEST_EXPANSION = 1032;

    /** What makes a value of the unpacked bytes. */
    interface Reading<T> {
        T read(ByteInput in) throws IOException;
    }

    /** The directory's place, length and number of entries. */
    private record Directory(long at, long length, long entries) {
    }

    /**
     * {@return the members in the order of the directory}
     *
     * @throws IllegalArgumentException when it is damaged or names a member twice
     */
    static List<ZipMember> all(FileBytes file) throws IOException {
        Directory directory = directory(file);
        List<ZipMember> members = new ArrayList<>();
        Set<String> names = new HashSet<>();
        TreeSet<Long> begins = new TreeSet<>(Set.of(directory.at));
        long at = directory.at;
        for (long i = 0; i < directory.entries; i++) {
            ByteBuffer entry = file.at(at, 46, "an entry of the directory");
            requireSignature(file, at, entry.getInt(0), DIRECTORY_ENTRY, "an entry of the directory");
            int nameLength = entry.getShort(28) & 0xffff;
            int extraLength = entry.getShort(30) & 0xffff;
            ByteBuffer rest = file.at(at + 46, nameLength + extraLength, "an entry of the directory");
            ZipMember member = member(file, at, entry, rest, nameLength);
            if (!names.add(member.name)) {
                throw file.refused(at, "the directory names the member \"" + member.name + "\" twice");
            }
            if (member.header >= directory.at || !begins.add(member.header)) {
                throw file.refused(at, "the member \"" + member.name + "\" cannot begin at byte " + member.header
                        + ", where the directory or another member is");
            }
            members.add(member);
            at += 46 + nameLength + extraLength + (entry.getShort(32) & 0xffff);
        }
        if (at != directory.at + directory.length) {
            throw file.refused(at, "the directory ends here, but should take " + directory.length + " bytes from byte "
                    + directory.at + " on");
        }
        members.replaceAll(member -> member.until(begins.higher(member.header)));
        return members;
    }

    private static Directory directory(FileBytes file) throws IOException {
        int tail = (int) Math.min(file.size(), 22 + 0xffff); // the end record and the longest comment
        ByteBuffer bytes = file.at(file.size() - tail, tail, "the zip file");
        int end = tail - 22;
        while (end >= 0 && (bytes.getInt(end) != END || (bytes.getShort(end + 20) & 0xffff) != tail - 22 - end)) {
            end--;
        }
        if (end < 0) {
            throw file.refused(file.size(), "the file ends without a zip directory; it is not a zip file or is cut off");
        }
        long endAt = file.size() - tail + end;
        if (bytes.getShort(end + 4) != 0 || bytes.getShort(end + 6) != 0) {
            throw file.refused(endAt + 4, "the zip file is a part of several");
        }
        Directory directory = new Directory(bytes.getInt(end + 16) & 0xffffffffL, bytes.getInt(end + 12) & 0xffffffffL,
                bytes.getShort(end + 10) & 0xffff);
        if (endAt >= 20 && file.at(endAt - 20, 4, "a locator").getInt() == END_64_LOCATOR) {
            long end64 = file.at(endAt - 12, 8, "a locator").getLong();
            ByteBuffer record = file.at(end64, 56, "the 64-bit end of the directory");
            requireSignature(file, end64, record.getInt(0), END_64, "the 64-bit end of the directory");
            directory = new Directory(record.getLong(48), record.getLong(40), record.getLong(32));
            endAt = end64;
        }
        if (directory.at < 0 || directory.length < 0 || directory.at > endAt || directory.length != endAt - directory.at) {
            throw file.refused(endAt, "the directory should take " + Long.toUnsignedString(directory.length) + " bytes from byte "
                    + Long.toUnsignedString(directory.at) + " on, but ends at " + endAt);
        }
        return directory;
    }

    private static ZipMember member(FileBytes file, long at, ByteBuffer entry, ByteBuffer rest, int nameLength) {
        byte[] name = new byte[nameLength];
        rest.get(name);
        String text = HeaderText.utf8(file.input(), name, at + 46);
        int method = entry.getShort(10) & 0xffff;
        if ((entry.getShort(8) & 1) != 0 || method != 0 && method != 8) {
            throw file.refused(at + 8, "the member \"" + text + "\" is " + (method == 0 || method == 8 ? "encrypted"
                    : "packed by method " + method) + "; only stored and deflated ones can be read");
        }
        long size = entry.getInt(24) & 0xffffffffL;
        long packed = entry.getInt(20) & 0xffffffffL;
        long header = entry.getInt(42) & 0xffffffffL;
        while (rest.remaining() >= 4) {
            int id = rest.getShort() & 0xffff;
            int n = rest.getShort() & 0xffff;
            if (n > rest.remaining()) {
                throw file.refused(at + 46 + rest.position(), "an extra field of the member \"" + text + "\" is cut off");
            }
            ByteBuffer field = rest.slice(rest.position(), n).order(rest.order());
            rest.position(rest.position() + n);
            if (id == 1) { // 64-bit numbers, in this order, for those that do not fit
                size = wide(file, at, size, field);
                packed = wide(file, at, packed, field);
                header = wide(file, at, header, field);
            }
        }
        if (size < 0 || packed < 0 || header < 0 || packed > file.size() || size > (method == 0 ? packed : packed * LARGEST_EXPANSION)
                || method == 0 && size != packed) {
            throw file.refused(at + 20, "the member \"" + text + "\" claims " + Long.toUnsignedString(size) + " bytes packed into "
                    + Long.toUnsignedString(packed) + ", which cannot be");
        }
        return new ZipMember(text, method == 8, entry.getInt(16) & 0xffffffffL, packed, size, at, header, 0);
    }

    private static long wide(FileBytes file, long at, long narrow, ByteBuffer field) {
        if (narrow != 0xffffffffL) {
            return narrow;
        }
        if (field.remaining() < 8) {
            throw file.refused(at + 46, "the 64-bit sizes of a member are cut off");
        }
        return field.getLong();
    }

    private ZipMember until(long limit) {
        return new ZipMember(name, deflated, checksum, packed, size, place, header, limit);
    }

    private static void requireSignature(FileBytes file, long at, int found, int wanted, String what) {
        if (found != wanted) {
            throw file.refused(at, "here should begin " + what + " of the zip file");
        }
    }

    /**
     * {@return what {@code reading} makes of the unpacked bytes}
     *
     * @throws IllegalArgumentException when they are damaged or not as many as the directory says
     */
    <T> T read(FileBytes file, Reading<T> reading) throws IOException {
        ByteBuffer own = file.at(header, 30, "the member \"" + name + "\"");
        requireSignature(file, header, own.getInt(0), MEMBER, "the member \"" + name + "\"");
        int nameLength = own.getShort(26) & 0xffff;
        ByteBuffer ownName = file.at(header + 30, nameLength, "the name of the member \"" + name + "\"");
        if (!HeaderText.utf8(file.input(), ownName.array(), header + 30).equals(name)) {
            throw file.refused(header + 30, "the member has another name than in the directory, \"" + name + "\"");
        }
        if ((own.getShort(8) == 8) != deflated) {
            throw file.refused(header + 8, "the member \"" + name + "\" is packed otherwise than the directory says");
        }
        long data = header + 30 + nameLength + (own.getShort(28) & 0xffff);
        if (data > limit - packed) {
            throw file.refused(data, "the " + packed + " bytes of the member \"" + name + "\" reach into what follows at byte " + limit);
        }
        return deflated ? inflate(file, data, reading) : checked(file, data, file.stream(data, packed), reading);
    }

    private <T> T inflate(FileBytes file, long data, Reading<T> reading) throws IOException {
        try (Inflater inflater = new Inflater(true)) {
            T value = checked(file, data, new InflaterInputStream(file.stream(data, packed), inflater, 1 << 16), reading);
            if (inflater.getBytesRead() != packed) {
                throw file.refused(data + inflater.getBytesRead(), "the member \"" + name + "\" ends before its " + packed + " bytes do");
            }
            return value;
        }
    }

    private <T> T checked(FileBytes file, long data, InputStream in, Reading<T> reading) throws IOException {
        CRC32 crc = new CRC32();
        T value = reading.read(new ByteInput(file.name() + ": " + name, new CheckedInputStream(in, crc), size));
        if (crc.getValue() != checksum) {
            throw file.refused(data, "the checksum of the member \"" + name + "\" does not match; the file is damaged");
        }
        return value;
    }
}
