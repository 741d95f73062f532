using System;
using System.Collections.Generic;
using System.Globalization;
using FixedPointKernels.Reference;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;

namespace FixedPointKernels.Sweep;

/// <summary>Random networks followed by <see cref="SolverMethod.Settle"/> and by the twin's integrator: the
/// same end, or both without one.</summary>
internal static class SettleSweep
{
    internal const double Limit = 2000;

    internal static bool Run(int count, bool potential)
    {
        SortedDictionary<string, int> tally = [];
        List<double> ratios = [];
        int wrong = 0;
        for (int index = 0; index < count; index++)
        {
            SettleCase network = SettleCase.Number(index);
            SettleCase.Answer found = network.Solve(new SolverOptions { Method = SolverMethod.Settle }, potential);
            SettlingOutcome twin = SettlingDynamics.Follow(network.Map(potential), network.Start, Limit, rest: 1e-11);
            string verdict = SettleVerdict.Of(network, found, twin, potential);
            tally[verdict] = tally.GetValueOrDefault(verdict) + 1;
            if (SettleVerdict.IsWrong(verdict)) wrong++;
            if (verdict != SettleVerdict.Same)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{index} {network.Family} {network.F} N = {network.Neurons}: {found.Status} amplitude {found.Amplitude:0.0e+0}, "
                    + $"{found.Evaluations} evaluations; twin residual {twin.Residual:0.0e+0} at t = {twin.Time:0.0}: {verdict}"));
            }

            SettleCase.Answer auto = network.Solve(new SolverOptions(), potential);
            if (verdict == SettleVerdict.Same && auto.Status == SolveStatus.Converged && SettleVerdict.Near(auto.State, found.State))
                ratios.Add((double)found.Evaluations / auto.Evaluations);
        }

        ratios.Sort();
        foreach ((string verdict, int times) in tally) Console.WriteLine($"{times,5}  {verdict}");
        if (ratios.Count > 0)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"evaluations over auto's where both end in the same point: median {ratios[ratios.Count / 2]:0.00}, "
                + $"90 % {ratios[ratios.Count * 9 / 10]:0.00}, most {ratios[^1]:0.00} of {ratios.Count}"));
        }

        return wrong == 0;
    }
}
