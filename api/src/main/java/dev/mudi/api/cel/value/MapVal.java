package dev.mudi.api.cel.value;

import dev.mudi.api.cel.type.CelType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A map, or an object whose fields are its keys. */
public non-sealed interface MapVal extends Val {

    /** How many entries there are. */
    long size();

    /** The value of a key, null if there is none; an error if the key cannot be one, or the value is not what its schema says. */
    @Nullable
    Val find(Val key);

    /** The keys, in no particular order. */
    List<Val> keys();

    @Override
    default CelType type() {
        return CelType.MAP;
    }

    /** Whether it equals another value; an error if that cannot be said. */
    default Val equalTo(Val other) {
        if (!(other instanceof MapVal that) || that.size() != size()) {
            return BoolVal.FALSE;
        }
        for (var key : keys()) {
            var mine = find(key);
            var theirs = that.find(key);
            if (mine == null || theirs == null || Equality.equal(mine, theirs).equals(BoolVal.FALSE)) {
                return BoolVal.FALSE;
            }
        }
        return BoolVal.TRUE;
    }
}
