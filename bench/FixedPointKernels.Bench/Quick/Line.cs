using System;
using System.Globalization;

namespace FixedPointKernels.Bench.Quick;

/// <summary>One printed comparison: a figure against its goal.</summary>
/// <param name="Name">What was measured, at which size.</param>
/// <param name="Figure">Ours.</param>
/// <param name="Unit">Of figure and goal; "×" for a ratio to a peer.</param>
/// <param name="Goal">What is asked for.</param>
/// <param name="AtLeast">Whether more is better.</param>
/// <param name="Note">The absolute figures behind it.</param>
/// <param name="Skipped">Why nothing was measured, or null.</param>
internal sealed record Line(string Name, double Figure, string Unit, double Goal, bool AtLeast, string Note, string? Skipped = null)
{
    /// <summary>
    /// How well the goal is met: 1 is exactly, more is better, whichever way the figure counts; a goal of at most 0 is met or not, and a
    /// figure of at most 0 (a tail that is shorter than the empty loop's) meets any other by the largest ratio shown, 100.
    /// </summary>
    internal double Ratio => AtLeast ? Figure / Goal : Goal <= 0 ? (Figure <= 0 ? 1 : 0) : Figure <= Goal / 100 ? 100 : Goal / Figure;

    /// <summary>ok, short, or skipped and why. NaN, a comparison that failed, is short.</summary>
    internal string Verdict => Skipped is not null ? $"skipped ({Skipped})" : Ratio >= 1 ? "ok" : "short";

    internal static Line Least(string name, double figure, string unit, double goal, string note) =>
        new(name, figure, unit, goal, true, note);

    internal static Line Most(string name, double figure, string unit, double goal, string note) =>
        new(name, figure, unit, goal, false, note);

    internal static Line Without(string name, string why) => new(name, double.NaN, "", double.NaN, true, "", why);

    public override string ToString()
    {
        if (Skipped is not null) return $"{Name,-50} {Verdict}";
        string goal = $"{(AtLeast ? "≥" : "≤")} {Number(Goal)} {Unit}";
        return $"{Name,-50} {Number(Figure) + " " + Unit,16} {goal,18} "
            + $"{Ratio.ToString("0.00", CultureInfo.InvariantCulture),7}  {Verdict,-5}  {Note}";
    }

    /// <summary>Three or four figures, with an exponent only below a thousandth.</summary>
    internal static string Number(double value) => value.ToString(
        Math.Abs(value) switch
        {
            >= 1000 => "0",
            >= 100 => "0.0",
            >= 10 => "0.00",
            >= 0.1 => "0.000",
            >= 0.001 => "0.0000",
            0 => "0",
            _ => "0.00e0",
        },
        CultureInfo.InvariantCulture);
}
