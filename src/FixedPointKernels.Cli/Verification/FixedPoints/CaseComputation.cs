using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Cli.Files;
using FixedPointKernels.Learning.Choices;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Cli.Verification;

/// <summary>Every quantity of a case from the library's public calls, by the names of <see cref="Quantities.All"/>.</summary>
internal sealed record CaseComputation(GoldenCase Case, CancellationToken Cancellation)
    : INetworkAction<IReadOnlyDictionary<string, double[]>>
{
    // Newton steps past the tolerance stop by themselves where the residual no longer falls: at rounding error.
    private const int PolishSteps = 10;

    public IReadOnlyDictionary<string, double[]> Run<T, TActivation>(TActivation activation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        (int n, int batch) = (Case.Neurons, Case.Batch);
        T[] weights = Narrow<T>(Case.Weights);
        T[] drive = Narrow<T>(Case.Input);
        LossInput<T> loss = Case.IsCrossEntropy
            ? new LossInput<T>(Narrow<T>(Case.Readout), Case.Readout.Length / n, Case.Labels)
            : new LossInput<T>(Narrow<T>(Case.Targets));
        FixedPointSolver<T, TActivation> solver = new(
            new RateNetwork<T, TActivation>(weights, n, activation), batch, new SolverOptions { PolishSteps = PolishSteps });
        T[] rates = new T[batch * n];
        T[] gains = new T[batch * n];
        T[] errors = new T[batch * n];
        T[] lambda = new T[batch * n];
        solver.Solve(drive, rates, gains, cancellation: Cancellation);
        double mean = loss.Differentiate(batch, n, rates, new T[batch], errors).Mean;
        solver.Adjoint(gains, errors, lambda, Cancellation);
        Cancellation.ThrowIfCancellationRequested();

        Dictionary<string, double[]> found = new()
        {
            ["r"] = Widen<T>(rates),
            ["lossValue"] = [mean],
            ["gain"] = Widen<T>(gains),
            ["lossGradR"] = Widen<T>(errors),
            ["adjoint"] = Widen<T>(lambda),
            ["finiteStepDenominators"] = Denominators(solver, T.CreateTruncating(Case.Rate), rates, gains, errors),
            ["spectralRadiusW"] = [Stability.OfMatrix<T>(n, weights).SpectralRadius],
        };
        foreach (RuleQuantity one in Quantities.OfRules)
        {
            // A rule adds −η mean a bᵀ, so at η = −1 it is the direction itself.
            if (!Case.Expected.ContainsKey(one.Name)) continue;
            T[] delta = new T[n * n];
            T rate = one.AtRate ? T.CreateTruncating(Case.Rate) : -T.One;
            one.Rule.Run(new Step<T, TActivation>(solver, rate, rates, gains, one.Rule.UsesAdjoint ? lambda : errors, delta));
            found.Add(one.Name, Widen<T>(delta));
        }

        if (Case.Activation.IsLinear)
            found.Add(Quantities.ReparameterizedStep, DenseStep(solver, T.CreateTruncating(Case.Rate), drive, gains, errors));
        return found;
    }

    private readonly struct Step<T, TActivation>(
        FixedPointSolver<T, TActivation> solver, T rate, T[] rates, T[] gains, T[] errors, T[] delta) : IRuleAction
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        public void Run<TRule>(TRule rule)
            where TRule : struct, ILearningRule => solver.Accumulate(rule, rate, rates, gains, errors, delta);
    }

    // The finite step's a is the linearized rule's a divided by 1 + s: the denominator that the library really used is their quotient.
    private static double[] Denominators<T, TActivation>(
        FixedPointSolver<T, TActivation> solver, T rate, ReadOnlySpan<T> rates, ReadOnlySpan<T> gains, ReadOnlySpan<T> errors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        int n = solver.Network.Neurons;
        RuleBatch<T> batch = new(n, rates, gains, errors);
        AlignedBuffer<T> scratch = FiniteStep.Scratch(batch.Count, n).Allocate<T>();
        T[] plain = new T[rates.Length];
        T[] divided = new T[rates.Length];
        T[] right = new T[rates.Length];
        SolveStatus[] statuses = new SolveStatus[batch.Count];
        default(LinearizedReparameterized).Factors(solver.Network.Recurrent, rate, batch, plain, right, statuses, scratch.Scratch);
        default(FiniteStep).Factors(solver.Network.Recurrent, rate, batch, divided, right, statuses, scratch.Scratch);
        double[] denominators = new double[batch.Count];
        for (int k = 0; k < batch.Count; k++)
        {
            (double both, double square) = (0, 0);
            for (int i = k * n; i < (k + 1) * n; i++)
            {
                double b = double.CreateChecked(divided[i]);
                both += double.CreateChecked(plain[i]) * b;
                square += b * b;
            }

            bool nothing = statuses[k] == SolveStatus.Converged && plain.AsSpan(k * n, n).IndexOfAnyExcept(T.Zero) < 0;
            denominators[k] = nothing ? 1 : both / square;
        }

        return denominators;
    }

    private static double[] DenseStep<T, TActivation>(
        FixedPointSolver<T, TActivation> solver, T rate, ReadOnlySpan<T> drive, ReadOnlySpan<T> gains, ReadOnlySpan<T> errors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TActivation : struct, ICurvedActivation
    {
        int n = solver.Network.Neurons;
        int batch = drive.Length / n;
        T[] delta = new T[n * n];
        AlignedBuffer<T> scratch = Reparameterized.Scratch<T>(batch, n).Allocate<T>();
        SolveStatus verdict = Reparameterized.Accumulate(
            solver.Network.Recurrent, gains[..n], rate, drive, errors, delta, new int[Math.Max(n, batch)], scratch.Scratch);
        if (verdict != SolveStatus.Converged) Array.Fill(delta, T.NaN);
        return Widen<T>(delta);
    }

    private static T[] Narrow<T>(double[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => [.. values.Select(T.CreateTruncating)];

    private static double[] Widen<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] wide = new double[values.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = double.CreateChecked(values[i]);
        return wide;
    }
}
