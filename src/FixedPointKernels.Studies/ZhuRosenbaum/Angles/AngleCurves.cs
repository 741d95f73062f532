using System;
using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Studies.Sweeps;
using FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

namespace FixedPointKernels.Studies.ZhuRosenbaum.Angles;

/// <summary>Angles between the updates that two rules would make of the same weights, while one of them trains.</summary>
/// <remarks>θ₁₂: Euclidean against reparameterized while the reparameterized rule trains. θ₂₃: reparameterized against linearized while the
/// linearized rule trains. The angle is the Euclidean one. Source: V. Zhu, R. Rosenbaum 2024, the angles of the linear example.</remarks>
public static class AngleCurves
{
    /// <summary>Both angles at every rate.</summary>
    /// <typeparam name="T">The arithmetic.</typeparam>
    /// <param name="problem">Inputs, targets and the start that all share.</param>
    /// <param name="rates">η of all three rules.</param>
    /// <param name="steps">Updates of each run, unless it ends before.</param>
    /// <param name="sweep">Threads, cancellation, progress.</param>
    /// <returns>θ₁₂ at the rates in their order, then θ₂₃.</returns>
    public static IReadOnlyList<AngleCurve> Run<T>(LinearProblem problem, IReadOnlyList<double> rates, int steps, Sweep sweep)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(rates);
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        AngleCurve[] curves = new AngleCurve[2 * rates.Count];
        for (int i = 0; i < curves.Length; i++)
        {
            (LinearRule trains, LinearRule other) = i < rates.Count
                ? (LinearRule.Reparameterized, LinearRule.Euclidean)
                : (LinearRule.Linearized, LinearRule.Reparameterized);
            curves[i] = new(new(trains, rates[i % rates.Count]), other, [], [], [], SolveStatus.Cancelled, 0);
        }

        sweep.Run(curves.Length, i => curves[i] = Follow<T>(problem, curves[i], steps, sweep));
        return curves;
    }

    private static AngleCurve Follow<T>(LinearProblem problem, AngleCurve plan, int steps, Sweep sweep)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<double> at = [], degrees = [], losses = [];
        LinearRun<T> run = new(problem, plan.Trained, steps, sweep);
        T[] one = new T[problem.Neurons * problem.Neurons];
        T[] two = new T[one.Length];
        while (run.Next())
        {
            if (!RecordedSteps.Includes(run.Step, steps)) continue;
            bool both = run.Network.Change(plan.Trained.Rule, plan.Trained.Rate, one) == SolveStatus.Converged
                && run.Network.Change(plan.Other, plan.Trained.Rate, two) == SolveStatus.Converged;
            at.Add(run.Step);
            losses.Add(run.Network.Loss);
            degrees.Add(both ? Analysis.Angles.Euclidean<T>(problem.Neurons, one, two) : double.NaN);
        }

        return plan with { Steps = [.. at], Degrees = [.. degrees], Losses = [.. losses], End = run.End, Updates = run.Step };
    }
}

/// <summary>An angle along one run.</summary>
/// <param name="Trained">The rule that trains, and the rate of both.</param>
/// <param name="Other">The rule whose update is compared with its.</param>
/// <param name="Steps">After how many updates (<see cref="RecordedSteps"/>).</param>
/// <param name="Degrees">The angle, 0 to 180; NaN where one of the two has no step.</param>
/// <param name="Losses">J.</param>
/// <param name="End">As <see cref="LinearCurve"/> says.</param>
/// <param name="Updates">Updates made until then.</param>
public sealed record AngleCurve(
    LinearPlan Trained, LinearRule Other, double[] Steps, double[] Degrees, double[] Losses, SolveStatus End, int Updates);
