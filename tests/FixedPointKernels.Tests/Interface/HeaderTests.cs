using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using FixedPointKernels.Activations;
using FixedPointKernels.Gradients;
using FixedPointKernels.Native;
using FixedPointKernels.Native.Exports;
using FixedPointKernels.Native.Objects;
using FixedPointKernels.Native.Structs;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;
using Xunit;

namespace FixedPointKernels.Tests.Interface;

/// <summary>include/fpk.h says what the library does: its functions are the exports with their parameters, its constants the enumerations,
/// its structs the structs, field by field.</summary>
public sealed partial class HeaderTests
{
    private static readonly string Native = Path.Combine(ArchitectureTests.Root, "src", "FixedPointKernels.Native");
    private static readonly string Header =
        Comment().Replace(File.ReadAllText(Path.Combine(ArchitectureTests.Root, "include", "fpk.h")), " ");

    // Which enumeration is which, and what stands before its names in C.
    private static readonly Dictionary<string, (Type Type, string Prefix)> Enums = new()
    {
        ["fpk_code"] = (typeof(Code), "FPK_"),
        ["fpk_status"] = (typeof(SolveStatus), "FPK_STATUS_"),
        ["fpk_activation_kind"] = (typeof(ActivationKind), "FPK_ACTIVATION_"),
        ["fpk_solver_method"] = (typeof(SolverMethod), "FPK_SOLVER_METHOD_"),
        ["fpk_adjoint_method"] = (typeof(AdjointMethod), "FPK_ADJOINT_METHOD_"),
        ["fpk_rule_kind"] = (typeof(RuleKind), "FPK_RULE_KIND_"),
    };

    private static readonly Dictionary<string, Type> Structs =
        typeof(FpkInfo).Assembly.GetTypes().Where(type => type.IsValueType && type.Name.StartsWith("Fpk", StringComparison.Ordinal))
            .ToDictionary(type => Snake(type.Name));

    private static readonly MethodInfo[] Exports =
    [
        .. typeof(InfoExports).Assembly.GetTypes().Where(type => type.Namespace == typeof(InfoExports).Namespace)
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
            .Where(method => method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>() is not null),
    ];

    [Fact]
    public void Functions_are_the_exports()
    {
        string[] declared = [.. FunctionLine().Matches(Header).Select(Declared).Order(StringComparer.Ordinal)];
        string[] exported = [.. Exports.Select(Exported).Order(StringComparer.Ordinal)];
        Assert.NotEmpty(exported);
        Assert.Equal(exported, declared);
    }

    [Fact]
    public void The_list_that_the_stub_is_made_of_is_theirs() =>
        Assert.Equal(
            Exports.Select(Name).Order(StringComparer.Ordinal), File.ReadAllLines(Path.Combine(Native, "exports.txt")));

    [Fact]
    public void Constants_are_the_enumerations()
    {
        string[] declared =
        [
            .. EnumBlock().Matches(Header).SelectMany(block => EnumEntry().Matches(block.Groups[2].Value)
                .Select(entry => $"{block.Groups[1].Value} {entry.Groups[1].Value} {entry.Groups[2].Value}")),
        ];
        Assert.Equal(
            Enums.SelectMany(row => Enum.GetValues(row.Value.Type).Cast<object>().Select(
                value => $"{row.Key} {row.Value.Prefix}{Snake(value.ToString()!).ToUpperInvariant()} {Convert.ToInt32(value, null)}")),
            declared);
    }

    [Fact]
    public void Structs_are_the_structs()
    {
        string[] declared =
        [
            .. StructBlock().Matches(Header).SelectMany(block => Field().Matches(block.Groups[2].Value)
                .Select(field => $"{block.Groups[1].Value} {CType(field.Groups[1].Value)} {field.Groups[2].Value}")).Order(),
        ];
        Assert.Equal(
            Structs.SelectMany(row => Fields(row.Value)
                .Select(field => $"{row.Key} {CsType(field.FieldType)} {Snake(field.Name)}")).Order(),
            declared);
        foreach (Match block in StructBlock().Matches(Header))
        {
            Assert.Equal(
                Fields(Structs[block.Groups[1].Value]).Select(field => Snake(field.Name)),
                Field().Matches(block.Groups[2].Value).Select(field => field.Groups[2].Value));
        }
    }

    [Fact]
    public void A_struct_is_what_a_compiler_of_C_makes_of_it()
    {
        // Without gaps, and whole eights of bytes: then no padding of any compiler can differ.
        foreach (Type type in Structs.Values)
        {
            int at = 0;
            foreach (FieldInfo field in Fields(type))
            {
                Assert.Equal(at, (int)Marshal.OffsetOf(type, field.Name));
                at += field.FieldType == typeof(int) ? 4 : 8;
            }

            Assert.Equal(0, at % 8);
            Assert.Equal("Size", Fields(type)[0].Name);
        }
    }

    [Fact]
    public void Versions_are_one()
    {
        Version version = typeof(FixedPointSolver<,>).Assembly.GetName().Version!;
        Assert.Contains($"#define FPK_ABI_VERSION {InfoExports.AbiVersion}\n", Header);
        Assert.Equal(InfoExports.AbiVersion, version.Major);
        Assert.Contains($"-soname,libfpk.so.{version.Major}", File.ReadAllText(Path.Combine(Native, "FixedPointKernels.Native.csproj")));
        Assert.Equal(version.ToString(3), LibraryVersion.Text);
    }

    [Fact]
    public void Rules_are_those_by_sample()
    {
        RuleEntry[] table = [.. RuleTable.OfFixedPoints.Where(entry => entry.IsBySample)];
        Assert.Equal(table.Select(entry => entry.Name), Enum.GetValues<RuleKind>().Select(kind => RuleNames.Of((int)kind)));
        Assert.Equal(
            table.Select(entry => entry.UsesAdjoint), Enum.GetValues<RuleKind>().Select(kind => RuleNames.UsesAdjoint((int)kind)));
    }

    [Fact]
    public void Defaults_are_those_of_the_library()
    {
        Assert.Equal(new SolverOptions(), Choices.Solver(FpkSolverOptions.Default));
        Assert.Equal(new AdjointOptions(), Choices.Adjoint(FpkAdjointOptions.Default));
        AnyActivation power = new(ActivationKind.PowerLaw, FpkActivation.Default.Gain, FpkActivation.Default.Exponent);
        Assert.Equal(new AnyActivation(ActivationKind.PowerLaw), power);
    }

    private static FieldInfo[] Fields(Type type) =>
        type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);

    private static string Name(MethodInfo method) => method.GetCustomAttribute<UnmanagedCallersOnlyAttribute>()!.EntryPoint!;

    private static string Exported(MethodInfo method) =>
        $"{Name(method)}({string.Join(", ", method.GetParameters().Select(p => $"{CsType(p.ParameterType)} {Snake(p.Name!)}"))})";

    // A handle is a number in C#, whatever it stands for in C.
    private static string Declared(Match function) =>
        function.Groups[1].Value + "(" + string.Join(
            ", ", function.Groups[2].Value.Split(',').Select(text => Parameter().Match(text.Trim()))
                .Select(match => $"{CType(match.Groups[1].Value)} {match.Groups[2].Value}")) + ")";

    private static string CType(string text)
    {
        string type = string.Concat(text.Replace("const ", "", StringComparison.Ordinal).Where(c => c != ' '));
        return HandlePointer().Replace(type, "handle").Replace("char*", "uint8_t*", StringComparison.Ordinal);
    }

    private static string CsType(Type type) =>
        type.IsPointer ? CsType(type.GetElementType()!) + "*"
        : type == typeof(nint) ? "handle"
        : type == typeof(int) ? "int32_t"
        : type == typeof(long) ? "int64_t"
        : type == typeof(ulong) ? "uint64_t"
        : type == typeof(byte) ? "uint8_t"
        : type == typeof(float) ? "float"
        : type == typeof(double) ? "double"
        : Snake(type.Name);

    private static string Snake(string name) => Hump().Replace(name, "_$0").ToLowerInvariant();

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^int32_t (fpk_\w+)\(([^)]*)\);", RegexOptions.Multiline)]
    private static partial Regex FunctionLine();

    [GeneratedRegex(@"^enum (fpk_\w+) \{([^}]*)\};", RegexOptions.Multiline)]
    private static partial Regex EnumBlock();

    [GeneratedRegex(@"(FPK_\w+) = (\d+)")]
    private static partial Regex EnumEntry();

    [GeneratedRegex(@"^typedef struct (fpk_\w+) \{([^}]*)\} \1;", RegexOptions.Multiline)]
    private static partial Regex StructBlock();

    [GeneratedRegex(@"(\w+ \*?)(\w+);")]
    private static partial Regex Field();

    [GeneratedRegex(@"^(.*?[ *])(\w+)$", RegexOptions.Singleline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"fpk_(network|solver|tracker)\*")]
    private static partial Regex HandlePointer();

    [GeneratedRegex(@"(?<=[a-z0-9])[A-Z]")]
    private static partial Regex Hump();
}
