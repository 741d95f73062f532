using System;
using System.Collections.Generic;
using System.Linq;

namespace FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

/// <summary>Losses of somebody else's runs of the linear study, to lay over ours.</summary>
/// <param name="rates">η of the rows.</param>
/// <param name="losses">Per rule: a row per rate, a column per update, the first before any; NaN where none was kept.</param>
public sealed class PublishedLosses(double[] rates, IReadOnlyDictionary<LinearRule, double[]> losses)
{
    /// <summary>The run of a plan; null where there is none.</summary>
    internal (double[] Steps, double[] Losses)? Of(LinearPlan plan)
    {
        int row = Array.IndexOf(rates, plan.Rate);
        if (row < 0 || !losses.TryGetValue(plan.Rule, out double[]? all)) return null;
        int columns = all.Length / rates.Length;
        int[] kept = [.. Enumerable.Range(0, columns).Where(step => !double.IsNaN(all[(row * columns) + step]))];
        return (Array.ConvertAll(kept, step => (double)step), Array.ConvertAll(kept, step => all[(row * columns) + step]));
    }

    /// <summary>The largest |ours/theirs − 1| over the updates that both kept between two, ends included; NaN where there is
    /// none.</summary>
    internal double Difference(LinearCurve curve, int from, int to)
    {
        if (Of(curve.Plan) is not { } theirs) return double.NaN;
        double largest = double.NaN;
        for (int i = 0; i < theirs.Steps.Length; i++)
        {
            if (theirs.Steps[i] < from || theirs.Steps[i] > to) continue;
            int ours = Array.BinarySearch(curve.Steps, theirs.Steps[i]);
            if (ours < 0) continue;
            double apart = Math.Abs((curve.Losses[ours] / theirs.Losses[i]) - 1);
            if (!(apart <= largest)) largest = apart;
        }

        return largest;
    }
}
