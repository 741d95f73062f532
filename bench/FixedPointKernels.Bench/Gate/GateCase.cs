using System;

namespace FixedPointKernels.Bench.Gate;

/// <summary>What one call did besides taking time: the solver's own exact counters, zeros for a bare kernel.</summary>
internal readonly record struct CallCounts(long Evaluations, long Factorizations);

/// <summary>One piece of work that the gate watches: a name like <c>product/float/300x300x300</c> and a recipe for a call that
/// does the same work every time.</summary>
/// <param name="Name">Group, element type, size, with slashes between.</param>
/// <param name="Prepare">Makes the operands from fixed seeds and returns the call.</param>
internal sealed record GateCase(string Name, Func<Func<CallCounts>> Prepare)
{
    /// <summary>A case whose call has no counters of its own.</summary>
    internal static GateCase Of(string name, Func<Action> prepare) => new(name, () =>
    {
        Action call = prepare();
        return () =>
        {
            call();
            return default;
        };
    });

    /// <summary>The cases whose times are also judged together share their name's first word.</summary>
    internal static string Group(string name) => name[..name.IndexOf('/', StringComparison.Ordinal)];
}
