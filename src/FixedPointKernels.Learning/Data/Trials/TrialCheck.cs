using System;
using System.Diagnostics.CodeAnalysis;

namespace FixedPointKernels.Learning.Data;

/// <summary>Looks for what nobody can train on in a <see cref="TrialSet"/>, and tells the first of it.</summary>
internal static class TrialCheck
{
    internal static void Run(TrialSet set)
    {
        bool weighs = false;
        for (int k = 0; k < set.Count; k++)
        {
            Trial trial = set[k];
            Look(trial.Inputs, trial.Columns, double.NegativeInfinity, double.PositiveInfinity, k, "input");
            Look(trial.Mask, 1, 0, double.PositiveInfinity, k, "the weight");
            bool isBit = set.Target == TrialTarget.Bits;
            Look(
                trial.Targets, trial.Outputs, isBit ? 0 : double.NegativeInfinity, isBit ? 1 : double.PositiveInfinity, k, "target");
            for (int step = 0; step < trial.Classes.Length; step++)
            {
                if ((uint)trial.Classes[step] >= (uint)trial.Outputs) Outside(k, step, trial.Classes[step], trial.Outputs);
            }

            weighs |= trial.Mask.ContainsAnyExcept(0.0);
        }

        if (!weighs)
        {
            throw new ArgumentException(
                $"No step has a weight: the mask is 0 at every step of {set.Count} trials, so there is nothing to learn.");
        }
    }

    private static void Look(ReadOnlySpan<double> values, int columns, double least, double most, int trial, string what)
    {
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            if (!double.IsFinite(value) || value < least || value > most) Unfit(value, columns, i, least, most, trial, what);
        }
    }

    [DoesNotReturn]
    private static void Unfit(double value, int columns, int place, double least, double most, int trial, string what)
    {
        string which = columns == 1 ? what : $"{what} {place % columns}";
        string range = (double.IsFinite(least), double.IsFinite(most)) switch
        {
            (true, true) => $"finite and in [{least}, {most}]",
            (true, false) => $"finite and at least {least}",
            _ => "finite",
        };
        throw new ArgumentException($"Trial {trial}, step {place / columns}: {which} is {value}, but it must be {range}.");
    }

    [DoesNotReturn]
    private static void Outside(int trial, int step, int value, int classes) =>
        throw new ArgumentException($"Trial {trial}, step {step}: the class is {value}, but classes lie in 0..{classes - 1}.");
}
