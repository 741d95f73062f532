using System;
using System.Text;
using FixedPointKernels.Native.Structs;

namespace FixedPointKernels.Native.Objects;

/// <summary>The names of the rules, those of <see cref="Rules.RuleTable"/> (a test compares): the table itself would bring its rows'
/// generic methods into the library.</summary>
internal static unsafe class RuleNames
{
    // No name is longer; what does not end by then is none.
    private const int Longest = 32;

    internal static string Of(int rule) => (RuleKind)rule switch
    {
        RuleKind.Euclidean => "euclidean",
        RuleKind.Linearized => "linearized",
        RuleKind.Variant => "variant",
        RuleKind.FiniteStep => "finite-step",
        RuleKind.FiniteStepDamped => "finite-step-damped",
        _ => throw new ArgumentException($"rule {rule} is unknown to this library."),
    };

    /// <summary>Whether the error handed to the rule is the adjoint λ.</summary>
    internal static bool UsesAdjoint(int rule)
    {
        _ = Of(rule);
        return (RuleKind)rule == RuleKind.Euclidean;
    }

    /// <summary>The rule of a name, in letters of either case.</summary>
    internal static RuleKind Find(byte* name)
    {
        if (name == null) throw new ArgumentException("name is NULL.");
        int length = 0;
        while (length <= Longest && name[length] != 0) length++;
        string text = Encoding.UTF8.GetString(name, length);
        foreach (RuleKind rule in Enum.GetValues<RuleKind>())
        {
            if (string.Equals(Of((int)rule), text, StringComparison.OrdinalIgnoreCase)) return rule;
        }

        // The caller's bytes may be anything; the message stays one line.
        foreach (char letter in text)
        {
            if (char.IsControl(letter)) text = text.Replace(letter, '?');
        }

        string known = string.Join(", ", Array.ConvertAll(Enum.GetValues<RuleKind>(), static rule => Of((int)rule)));
        throw new ArgumentException($"'{text}' is no rule; there are {known}.");
    }
}
