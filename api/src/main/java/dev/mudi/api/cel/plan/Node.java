package dev.mudi.api.cel.plan;

import dev.mudi.api.cel.value.Val;

/** A step of a plan. Immutable once the plan is made. */
sealed interface Node
        permits ConstantNode,
                Attribute,
                PresenceNode,
                JunctionNode,
                CallNode,
                ItemsNode,
                EntriesNode,
                FoldNode,
                BindNode,
                MembershipNode,
                OrElseNode {

    /** The value, its cost charged; an error is a value too. */
    Val evaluate(Scope scope);
}
