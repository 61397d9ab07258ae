package gradus.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpTableTest {

    @Test
    void everyOpHasACompleteRow() {
        List<OpTable.Row> rows = OpTable.rows();
        Set<Object> listed = new LinkedHashSet<>();
        for (OpTable.Row row : rows) {
            listed.add(row.op());
            assertTrue(!row.name().isEmpty() && !row.domain().isEmpty() && !row.dtypes().isEmpty(), row::toString);
            assertTrue(row.orders().equals("–") || row.orders().startsWith("1–"), row + ": its second derivative is checked");
        }
        assertEquals(OpCatalogue.declared(), listed);
        assertEquals(listed.size(), rows.size(), "no op twice");
    }
}
