package dev.mudi.api.cel.check;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.mudi.api.cel.ast.Checked;
import dev.mudi.api.cel.library.Declaration;
import dev.mudi.api.cel.library.Declarations;
import dev.mudi.api.cel.type.CelType;
import dev.mudi.api.cel.type.StructType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and checks expressions that see certain variables. Safe for several threads. */
public final class Compiler {
    /** Longer expressions are refused. */
    private static final int LONGEST = 100_000;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(LONGEST)
            .enableOptionalSyntax(true)
            .enableReservedIds(true)
            .enableHeterogeneousNumericComparisons(true)
            .enableHiddenAccumulatorVar(true)
            .enableQuotedIdentifierSyntax(false)
            .retainRepeatedUnaryOperators(false)
            .populateMacroCalls(false)
            .build();

    /** Types that expressions may name. */
    private static final List<CelType> NAMED = List.of(
            CelType.BOOL,
            CelType.INT,
            CelType.UINT,
            CelType.DOUBLE,
            CelType.STRING,
            CelType.BYTES,
            CelType.LIST,
            CelType.MAP,
            CelType.TYPE,
            CelType.NULL,
            CelType.TIMESTAMP,
            CelType.DURATION,
            CelType.IP,
            CelType.CIDR,
            CelType.optional(CelType.DYN));

    /** The ways to call each function. */
    private static final Map<String, List<Declaration>> FUNCTIONS = byName();

    private final Map<String, CelType> variables;
    private final List<? extends StructType> structs;
    private final Dialect dialect;

    /** Expressions of a dialect that see these variables, and use these structures. */
    public Compiler(Map<String, CelType> variables, List<? extends StructType> structs, Dialect dialect) {
        this.dialect = dialect;
        this.variables = Map.copyOf(variables);
        this.structs = List.copyOf(structs);
    }

    private static Map<String, List<Declaration>> byName() {
        var functions = new LinkedHashMap<String, List<Declaration>>();
        for (var declaration : Declarations.all()) {
            functions
                    .computeIfAbsent(declaration.function(), name -> new ArrayList<>())
                    .add(declaration);
        }
        return functions;
    }

    /** An expression, read and checked. */
    public Checked compile(String text) throws CompileException {
        var issues = new Issues(text);
        var compiler = compiler(text);
        try {
            var ast = compiler.compile(text).getAst();
            var checked = new Translator(ast).translate();
            Validators.check(checked, new Positions(ast), issues);
            issues.check();
            return checked;
        } catch (CelValidationException e) {
            var parsed = compiler.parse(text);
            var messages = new Messages(text, parsed.hasError() ? Optional.empty() : Optional.of(Positions.of(parsed)));
            e.getErrors().forEach(issue -> messages.translate(issue).forEach(issues::add));
            issues.check();
            throw new CompileException(String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            issues.add(new Issue(1, 0, "expression recursion limit exceeded: 250"));
            issues.check();
            throw e;
        }
    }

    /** Functions whose name does not occur need not be declared: declaring them is most of the work. */
    private CelCompiler compiler(String text) {
        var builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setStandardEnvironmentEnabled(false)
                .setStandardMacros(List.of())
                .addMacros(Macros.ALL)
                .addMacros(dialect.macros())
                .setOptions(OPTIONS)
                .setTypeProvider(new Structs(structs));
        FUNCTIONS.forEach((name, declarations) -> {
            if (isUsed(name, text)) {
                builder.addFunctionDeclarations(function(name, declarations));
            }
        });
        dialect.functions()
                .forEach(declaration ->
                        builder.addFunctionDeclarations(function(declaration.function(), List.of(declaration))));
        for (var type : NAMED) {
            if (text.contains(type.name().substring(type.name().lastIndexOf('.') + 1))) {
                builder.addVar(type.name(), Types.there(CelType.typeOf(type)));
            }
        }
        variables.forEach((name, type) -> builder.addVar(name, Types.there(type)));
        return builder.build();
    }

    private static boolean isUsed(String name, String text) {
        if (!Character.isLetter(name.charAt(0))) {
            return true;
        }
        boolean ofMacro = name.startsWith("optional.") || name.equals("value") || name.equals("hasValue");
        return (ofMacro && text.contains("opt"))
                || name.startsWith("cel.")
                || text.contains(name.substring(name.lastIndexOf('.') + 1));
    }

    private static CelFunctionDecl function(String name, List<Declaration> declarations) {
        var overloads = declarations.stream()
                .map(declaration -> {
                    var arguments =
                            declaration.arguments().stream().map(Types::there).toList();
                    var result = Types.there(declaration.result());
                    return declaration.member()
                            ? CelOverloadDecl.newMemberOverload(declaration.overload(), result, arguments)
                            : CelOverloadDecl.newGlobalOverload(declaration.overload(), result, arguments);
                })
                .toList();
        return CelFunctionDecl.newFunctionDeclaration(name, overloads);
    }
}
