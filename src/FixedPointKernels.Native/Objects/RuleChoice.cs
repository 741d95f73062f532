using System;
using FixedPointKernels.Native.Structs;
using FixedPointKernels.Rules;

namespace FixedPointKernels.Native.Objects;

/// <summary>From a rule's number to its struct: the one switch over them.</summary>
internal static class RuleChoice
{
    internal static void Run<TAction>(RuleKind rule, ref TAction action)
        where TAction : struct, IRuleAction, allows ref struct
    {
        switch (rule)
        {
            case RuleKind.Euclidean: action.Run(default(Euclidean)); break;
            case RuleKind.Linearized: action.Run(default(LinearizedReparameterized)); break;
            case RuleKind.Variant: action.Run(default(GainVariant)); break;
            case RuleKind.FiniteStep: action.Run(default(FiniteStep)); break;
            case RuleKind.FiniteStepDamped: action.Run(new FiniteStep { Damped = true }); break;
            default: throw new ArgumentException($"rule {(int)rule} is unknown to this library.");
        }
    }
}
