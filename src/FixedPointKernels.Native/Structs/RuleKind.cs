namespace FixedPointKernels.Native.Structs;

/// <summary>The learning rules that are a mean of factors by sample, by number: <c>enum fpk_rule</c>; their names are those of
/// <see cref="Rules.RuleTable"/>, which a test compares.</summary>
internal enum RuleKind
{
    Euclidean = 0,
    Linearized = 1,
    Variant = 2,
    FiniteStep = 3,
    FiniteStepDamped = 4,
}
