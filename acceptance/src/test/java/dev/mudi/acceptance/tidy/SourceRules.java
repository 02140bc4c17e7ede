package dev.mudi.acceptance.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.List;
import java.util.regex.Pattern;

/** Looks through one parsed file for what the house rules forbid (CONTRIBUTING.md, "Rules of the house"). */
final class SourceRules extends TreePathScanner<Void, Integer> {
    static final int FILE_LINES = 500;
    static final int METHOD_LINES = 60;
    static final int CONSTRUCTOR_PARAMETERS = 7;
    static final int NESTING = 3;

    private static final Pattern NAME =
            Pattern.compile(".*(Manager|Helper|Helpers|Util|Utils|Impl)|(Base|Abstract)[A-Z].*");

    private final CompilationUnitTree unit;
    private final Trees trees;
    private final String file;
    private final List<String> findings;

    SourceRules(CompilationUnitTree unit, Trees trees, String file, List<String> findings) {
        this.unit = unit;
        this.trees = trees;
        this.file = file;
        this.findings = findings;
    }

    @Override
    public Void visitClass(ClassTree node, Integer depth) {
        if (NAME.matcher(node.getSimpleName()).matches()) {
            findings.add(file + ": the name " + node.getSimpleName() + " says nothing: find the noun");
        }
        return super.visitClass(node, 0);
    }

    @Override
    public Void visitMethod(MethodTree node, Integer depth) {
        long lines = line(node, true) - line(node, false) + 1;
        if (lines > METHOD_LINES) {
            findings.add(file + ":" + line(node, false) + ": " + node.getName() + " has " + lines + " lines, more than "
                    + METHOD_LINES);
        }
        boolean constructor = node.getReturnType() == null;
        boolean compact = node.getParameters().stream()
                .allMatch(parameter -> trees.getSourcePositions().getStartPosition(unit, parameter)
                        < trees.getSourcePositions().getStartPosition(unit, node));
        if (constructor && !compact && node.getParameters().size() > CONSTRUCTOR_PARAMETERS) {
            findings.add(file + ":" + line(node, false) + ": a constructor of "
                    + node.getParameters().size() + " parameters, more than " + CONSTRUCTOR_PARAMETERS);
        }
        return super.visitMethod(node, 0);
    }

    @Override
    public Void visitLambdaExpression(LambdaExpressionTree node, Integer depth) {
        return super.visitLambdaExpression(node, 0);
    }

    @Override
    public Void visitIf(IfTree node, Integer depth) {
        var parent = getCurrentPath().getParentPath().getLeaf();
        boolean elseIf = parent instanceof IfTree outer && outer.getElseStatement() == node;
        return super.visitIf(node, elseIf ? depth : deeper(node, depth));
    }

    @Override
    public Void visitForLoop(ForLoopTree node, Integer depth) {
        return super.visitForLoop(node, deeper(node, depth));
    }

    @Override
    public Void visitEnhancedForLoop(EnhancedForLoopTree node, Integer depth) {
        return super.visitEnhancedForLoop(node, deeper(node, depth));
    }

    @Override
    public Void visitWhileLoop(WhileLoopTree node, Integer depth) {
        return super.visitWhileLoop(node, deeper(node, depth));
    }

    @Override
    public Void visitDoWhileLoop(DoWhileLoopTree node, Integer depth) {
        return super.visitDoWhileLoop(node, deeper(node, depth));
    }

    @Override
    public Void visitSwitch(SwitchTree node, Integer depth) {
        return super.visitSwitch(node, deeper(node, depth));
    }

    @Override
    public Void visitTry(TryTree node, Integer depth) {
        return super.visitTry(node, deeper(node, depth));
    }

    private int deeper(Tree node, Integer depth) {
        int now = (depth == null ? 0 : depth) + 1;
        if (now == NESTING + 1) {
            findings.add(file + ":" + line(node, false) + ": nested deeper than " + NESTING);
        }
        return now;
    }

    private long line(Tree node, boolean end) {
        var positions = trees.getSourcePositions();
        return unit.getLineMap()
                .getLineNumber(end ? positions.getEndPosition(unit, node) : positions.getStartPosition(unit, node));
    }
}
