using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using FixedPointKernels.Solving;
using FixedPointKernels.Tests.Support;

namespace FixedPointKernels.Sweep;

/// <summary>The 4,140 unbounded networks, in double and in float: where a single method finds a fixed point, the
/// default solver has to find one.</summary>
internal static class NetworkSweep
{
    /// <summary>Runs every <paramref name="stride"/>-th network; prints what auto missed, and counts.</summary>
    /// <returns>Whether nothing was missed.</returns>
    internal static bool Run(uint stride)
    {
        bool inDouble = Run("double", stride, network => network.Solve<double>());
        return Run("float", stride, network => network.Solve<float>()) && inDouble;
    }

    private static bool Run(string type, uint stride, Func<UnboundedNetwork, PartsBesideAuto> solve)
    {
        UnboundedNetwork[] networks = [.. Enumerable.Range(0, UnboundedNetwork.Count).Where(index => index % stride == 0)
            .Select(index => new UnboundedNetwork(index))];
        PartsBesideAuto[] results = new PartsBesideAuto[networks.Length];
        Parallel.For(0, networks.Length, i => results[i] = solve(networks[i]));
        int missed = 0;
        for (int i = 0; i < networks.Length; i++)
        {
            if (results[i].Missed)
                Console.WriteLine($"{type} missed {networks[i]}: {results[i].Status}, but {string.Join(", ", results[i].Found)}");
            missed += results[i].Missed ? 1 : 0;
        }

        IEnumerable<string> statuses =
            results.GroupBy(one => one.Status).OrderBy(group => group.Key).Select(group => $"{group.Count()} {group.Key}");
        int parts = results.Count(one => one.Found.Count > 0),
            more = results.Count(one => one.Found.Count == 0 && one.Status == SolveStatus.Converged);
        Console.WriteLine(
            $"{type}: {networks.Length} networks, a part solves {parts}, "
            + $"auto misses {missed} of them and solves {more} more; auto: {string.Join(", ", statuses)}; "
            + $"{results.Sum(one => one.Evaluations)} evaluations, {results.Sum(one => one.Factorizations)} factorizations, "
            + $"{results.Where(one => one.Status == SolveStatus.Converged).Sum(one => one.Evaluations)} evaluations where it converged");
        return missed == 0;
    }
}
