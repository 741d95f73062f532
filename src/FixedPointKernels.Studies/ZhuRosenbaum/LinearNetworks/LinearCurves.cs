using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;

namespace FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

/// <summary>Learning curves of a linear network: gradient steps on the whole batch, rule beside rule, rate beside rate, from one
/// start.</summary>
/// <remarks>Source: V. Zhu, R. Rosenbaum 2024, the learning curves of the linear examples.</remarks>
public static class LinearCurves
{
    /// <summary>Trains once per plan.</summary>
    /// <typeparam name="T">The arithmetic.</typeparam>
    /// <param name="problem">Inputs, targets and the start that all share.</param>
    /// <param name="plans">The runs.</param>
    /// <param name="steps">Updates of each run, unless it ends before.</param>
    /// <param name="sweep">Threads, cancellation, progress.</param>
    /// <returns>One curve per plan, in the plans' order. A run that the cancellation kept from starting has an empty one.</returns>
    public static IReadOnlyList<LinearCurve> Run<T>(LinearProblem problem, IReadOnlyList<LinearPlan> plans, int steps, Sweep sweep)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(plans);
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        LinearCurve[] curves = new LinearCurve[plans.Count];
        for (int i = 0; i < curves.Length; i++) curves[i] = new(plans[i], [], [], SolveStatus.Cancelled, 0);
        sweep.Run(plans.Count, i => curves[i] = Train<T>(problem, plans[i], steps, sweep));
        return curves;
    }

    private static LinearCurve Train<T>(LinearProblem problem, LinearPlan plan, int steps, Sweep sweep)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<double> at = [], losses = [];
        LinearRun<T> run = new(problem, plan, steps, sweep);
        while (run.Next())
        {
            if (!RecordedSteps.Includes(run.Step, steps)) continue;
            at.Add(run.Step);
            losses.Add(run.Network.Loss);
        }

        return new(plan, [.. at], [.. losses], run.End, run.Step);
    }
}

/// <summary>A rule at a rate.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Rate">η.</param>
public sealed record LinearPlan(LinearRule Rule, double Rate);

/// <summary>The losses of one run.</summary>
/// <param name="Plan">What ran.</param>
/// <param name="Steps">After how many updates a loss was taken (<see cref="RecordedSteps"/>).</param>
/// <param name="Losses">J, as many.</param>
/// <param name="End">Why it ended: StepLimit after all steps; Singular where I − W has a zero pivot or the step none; NonFinite where the
/// loss or the next weights leave the finite numbers; Cancelled.</param>
/// <param name="Updates">Updates made until then.</param>
public sealed record LinearCurve(LinearPlan Plan, double[] Steps, double[] Losses, SolveStatus End, int Updates);
