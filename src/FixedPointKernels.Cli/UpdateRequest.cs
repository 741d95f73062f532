using System;
using System.Linq;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Activations;
using FixedPointKernels.Cli.Choices;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Cli.Shell;
using FixedPointKernels.Learning.Choices;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli;

/// <summary>The work of <see cref="UpdateVerb"/>: files in, fixed points, loss gradient, rule, dW out.</summary>
internal sealed record UpdateRequest(Surroundings Here, double Rate, SolverOptions Options) : INetworkAction<int>
{
    internal required RuleEntry Rule { get; init; }

    internal required string Weights { get; init; }

    internal required string Input { get; init; }

    internal required string? Readout { get; init; }

    internal required string? Labels { get; init; }

    internal required string? Targets { get; init; }

    internal required string Result { get; init; }

    internal required string? Status { get; init; }

    /// <summary>Refuses options that contradict each other.</summary>
    internal void Require(Precision precision)
    {
        bool finite = precision == Precision.Float ? float.IsFinite((float)Rate) : double.IsFinite(Rate);
        if (!finite) throw Words.OutOfRange("--rate", Rate, precision == Precision.Float ? "finite in float" : "finite");
        bool entropy = Readout is not null || Labels is not null;
        if (entropy && Targets is not null) throw new CommandFailure("--targets excludes --readout and --labels: a batch has one loss");
        if (entropy && Readout is null) throw new CommandFailure("--labels needs --readout beside it");
        if (entropy && Labels is null) throw new CommandFailure("--readout needs --labels beside it");
        if (!entropy && Targets is null)
            throw new CommandFailure("no loss is given; use --readout C.npy with --labels y.npy, or --targets T.npy");
    }

    public int Run<T, TActivation>(TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        OutputFiles outputs = new(
            Here, Result, Status,
            ("--weights", Weights), ("--input", Input), ("--readout", Readout), ("--labels", Labels), ("--targets", Targets));
        NetworkFiles.Weights<T> weights = NetworkFiles.ReadWeights<T>(Here, Weights);
        NetworkFiles.Samples<T> samples = NetworkFiles.ReadInput(Here, Input, weights);
        int n = weights.Neurons;
        LossInput<T> loss = LossInput<T>.Read(Here, Readout, Labels, Targets, n, samples);

        FixedPointSolver<T, TActivation> solver = new(
            new RateNetwork<T, TActivation>(weights.Values, n, activation), samples.Count, Options);
        T[] rates = new T[samples.Values.Length];
        T[] gains = new T[rates.Length];
        T[] errors = new T[rates.Length];
        SampleReport<T> report = new(solver.Solve(samples.Values, rates, gains, cancellation: Here.Cancellation));
        Here.Cancellation.ThrowIfCancellationRequested();
        loss.Differentiate(samples.Count, n, rates, new T[samples.Count], errors);
        SolveStatus[] usable = Usable<T>(report, errors, n);

        T[] delta = new T[n * n];
        T rate = T.CreateTruncating(Rate);
        if (Rule == RuleTable.Reparameterized)
            UpdateRules.AccumulateReparameterized(solver, rate, samples.Values, gains, errors, usable, delta);
        else UpdateRules.Accumulate(Rule, solver, rate, rates, gains, errors, usable, delta, Here.Cancellation);
        Here.Cancellation.ThrowIfCancellationRequested();
        for (int k = 0; k < usable.Length; k++)
        {
            if (usable[k] != SolveStatus.Converged) report.Statuses[k] = usable[k];
        }

        RequireFinite<T>(delta, n);
        outputs.Write(delta, [n, n], report);
        report.Tell(Here, outputs.Written, solver.Tolerance);
        return report.ExitCode;
    }

    // Converged for every sample that may contribute. Euler's steps are taken as given: what they reach is what the published rules
    // differentiate.
    private SolveStatus[] Usable<T>(SampleReport<T> report, ReadOnlySpan<T> errors, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool taken = Options.Method == SolverMethod.Euler;
        SolveStatus[] usable = [.. report.Statuses.Select(one => taken && one == SolveStatus.StepLimit ? SolveStatus.Converged : one)];
        for (int k = 0; k < usable.Length; k++)
        {
            if (usable[k] == SolveStatus.Converged && !TensorPrimitives.IsFiniteAll(errors.Slice(k * n, n)))
                usable[k] = SolveStatus.NonFinite;
        }

        return usable;
    }

    private void RequireFinite<T>(ReadOnlySpan<T> delta, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < delta.Length; i++)
        {
            if (T.IsFinite(delta[i])) continue;
            string remedy = typeof(T) == typeof(float) ? "float; use --precision double or" : "double; use";
            throw new DataFileException(
                Result,
                $"is not written: entry ({i / n}, {i % n}) of the {n}×{n} change would be {delta[i]}, beyond the range of {remedy} a lower "
                    + $"--rate than {Rate}");
        }
    }
}
