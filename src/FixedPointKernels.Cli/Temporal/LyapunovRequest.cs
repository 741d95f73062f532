using System;
using System.Globalization;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Learning.Choices;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Reports;

namespace FixedPointKernels.Cli.Temporal;

/// <summary>What was asked of fpk temporal lyapunov, and how it is done.</summary>
/// <param name="Here">Where it is asked.</param>
/// <param name="Files">The cell and its trials.</param>
/// <param name="Steps">Of a network left alone.</param>
/// <param name="Exponents">k; null for all.</param>
/// <param name="Interval">Steps between orthonormalizations.</param>
/// <param name="WarmUp">Steps before the first that counts.</param>
/// <param name="Seed">Of the first vectors and of a random state.</param>
/// <param name="Output">File of the exponents.</param>
/// <param name="Report">Folder of the page, or null.</param>
internal sealed record LyapunovRequest(
    Surroundings Here, CellFiles Files, int Steps, int? Exponents, int Interval, int WarmUp, ulong Seed, string Output, string? Report)
    : INetworkAction<int>
{
    private const ulong VectorStream = 1, StateStream = 2;

    public int Run<T, TActivation>(TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        LeakyWeights<T> weights = Files.Weights<T>(Here);
        int n = weights.Shape.Units, k = Exponents ?? n;
        if (k < 1 || k > n) throw new CommandFailure($"--exponents is {k}, but {n} neurons have 1 to {n}");
        (T[][] trials, int steps) = Files.Read<T>(Here, weights.Shape.Inputs) ?? (Alone(weights), Steps);
        if (Interval > steps) throw new CommandFailure($"--interval is {Interval}, but there are {steps} steps");
        if (WarmUp >= steps) throw new CommandFailure($"--warm-up is {WarmUp}, but there are {steps} steps, of which some must count");
        LyapunovSpectrum<T, TActivation> spectrum = new(weights, new(steps, Interval, WarmUp), k, activation: activation);
        T[] vectors = new T[k * n];
        new SeededRandom(Seed, VectorStream).FillGaussian(vectors.AsSpan(), 1);
        spectrum.Orthonormalize(vectors);
        SpectrumTable table = new(spectrum.Schedule, k, Files.Alpha);
        for (int number = 0; number < trials.Length; number++)
        {
            // A trial may take minutes: Ctrl-C does not wait for it.
            if (Here.Await(() => spectrum.Measure(trials[number], vectors)) != SpectrumStatus.Measured)
                return Failed(spectrum.Status, number, spectrum.FailedStep);
            table.Add(spectrum);
        }

        // Of a singular J what LU leaves of ln|det J| is rounding.
        bool compares = k == n && !table.PerStep.Any(double.IsNegativeInfinity);
        double? determinant = compares
            ? Here.Await(() => JacobianDeterminants.Mean(weights, activation, trials, table.Schedule))
            : null;
        if (Report is { } folder)
        {
            using OutputFolder pages = new(folder, "--report");
            pages.Write(() => ReportFolder.Write(SpectrumPage.Of(table, determinant, Files.Recurrent), pages.Path()));
            pages.Conclude(false);
        }

        AtomicFile.WriteText(Output, text => table.Write(text));
        Tell(table, determinant, typeof(T) == typeof(float) ? 16 : 36);
        return ExitCode.Done;
    }

    private T[][] Alone<T>(LeakyWeights<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (Files.Start is null)
        {
            T[] start = new T[weights.Shape.Units];
            new SeededRandom(Seed, StateStream).FillGaussian(start.AsSpan(), 1);
            weights.Set(LeakyPart.Start, start);
        }

        return [new T[Steps]];
    }

    private int Failed(SpectrumStatus status, int trial, int step)
    {
        string what = status == SpectrumStatus.StateNotFinite ? "a state" : "a tangent vector";
        Here.Error.WriteLine(
            $"fpk: {what} left the finite numbers at step {step} of trial {trial}; nothing was written. "
            + (status == SpectrumStatus.StateNotFinite
                ? "The network runs away: smaller weights, or an activation with a bound."
                : "Take a smaller --interval."));
        return ExitCode.NotConverged;
    }

    // Digits: ln(2⁵²), in float ln(2²³): a difference of one rounding has grown to the size of the states.
    private void Tell(SpectrumTable table, double? determinant, double digits)
    {
        string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
        Here.Say(
            $"{table.Count} exponents over {table.Schedule.CountedSteps} steps of {table.Trials} trial{(table.Trials == 1 ? "" : "s")}: "
                + $"the largest {Text(table.PerStep[0])} per step, {Text(table.PerStep[0] / Files.Alpha)} per tau");
        if (determinant is { } mean) Here.Say($"their sum {Text(table.PerStep.Sum())}, the mean ln|det J| {Text(mean)}");
        int dead = table.PerStep.Count(double.IsNegativeInfinity);
        if (dead == table.Count) Here.Say("all directions died, exponents are -Infinity: nothing of a state reaches the next ones");
        else if (dead > 0) Here.Say($"{dead} of {table.Count} directions died; their exponents are -Infinity");
        double largest = table.PerStep.Max();
        if (largest * table.Schedule.Steps > digits)
        {
            Here.Say(
                $"differences grow: after {Math.Ceiling(digits / largest)} steps a rounding is as large as the states, so the exponents "
                    + "are those of a trajectory of this network, not to be compared digit by digit with another program's");
        }

        Here.Say($"{Output} is written{(Report is null ? "" : $"; {Report} holds {ReportFolder.Page}")}");
    }
}
