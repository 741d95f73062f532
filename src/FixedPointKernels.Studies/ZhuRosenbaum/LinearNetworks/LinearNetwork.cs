using System;
using System.Numerics;
using System.Numerics.Tensors;
using FixedPointKernels.Learning.Losses;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Rules;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Studies.ZhuRosenbaum.LinearNetworks;

/// <summary>A linear network and its batch: r = (I − W)⁻¹ x, J = mean Σ(r − y)², and the ΔW of each rule, from one LU of I − W.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>After construction every call allocates 0 bytes. One per thread. Source: V. Zhu, R. Rosenbaum 2024.</remarks>
public sealed class LinearNetwork<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int neurons;
    private readonly int samples;
    private readonly PackedWeights<T> weights;
    private readonly T[] inputs;
    private readonly T[] targets;
    private readonly T[] gains;
    private readonly T[] rates;
    private readonly T[] errors;
    private readonly T[] losses;
    private readonly T[] columns;
    private readonly T[] adjoints;
    private readonly T[] factors;
    private readonly int[] pivots;
    private readonly int[] stepPivots;
    private readonly SolveStatus[] statuses;
    private readonly AlignedBuffer<T> scratch;

    /// <summary>The problem's batch and starting weights, rounded to <typeparamref name="T"/>.</summary>
    /// <exception cref="ArgumentException">A starting weight leaves the range of <typeparamref name="T"/>.</exception>
    public LinearNetwork(LinearProblem problem)
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentNullException.ThrowIfNull(problem);
        (neurons, samples) = (problem.Neurons, problem.Samples);
        weights = new(Round(problem.Start), neurons, neurons);
        inputs = Round(problem.Inputs);
        targets = Round(problem.Targets);
        int batch = inputs.Length;
        gains = new T[batch];
        gains.AsSpan().Fill(T.One);
        (rates, errors, columns, adjoints) = (new T[batch], new T[batch], new T[batch], new T[batch]);
        losses = new T[samples];
        factors = new T[neurons * neurons];
        pivots = new int[neurons];
        stepPivots = new int[Math.Max(neurons, samples)];
        statuses = new SolveStatus[samples];
        scratch = Scratch(samples, neurons).Allocate<T>();
    }

    /// <summary>J at the last <see cref="Solve"/>.</summary>
    public double Loss { get; private set; }

    /// <summary>r at the last <see cref="Solve"/>, m × N.</summary>
    public ReadOnlySpan<T> Rates => rates;

    /// <summary>W, N × N.</summary>
    public ReadOnlySpan<T> Weights => weights.Values;

    /// <summary>Factors I − W and finds r and J.</summary>
    /// <returns>False where I − W has a zero pivot; r and J are then those of before.</returns>
    public bool Solve()
    {
        TensorPrimitives.Negate(weights.Values, factors);
        for (int i = 0; i < neurons; i++) factors[i * (neurons + 1)] += T.One;
        if (Lu.Factor(neurons, factors, neurons, pivots, scratch.Scratch) >= 0) return false;
        SolveRows(Transpose.No, inputs, rates);
        Loss = SquaredError.Differentiate<T>(samples, neurons, neurons, rates, targets, losses, errors, scratch.Scratch).Mean;
        return true;
    }

    /// <summary>The change of W that a rule makes of the state at the last <see cref="Solve"/>.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="rate">η.</param>
    /// <param name="deltaW">N × N, overwritten.</param>
    /// <returns>Converged; or Singular or NonFinite, and then there is no step.</returns>
    public SolveStatus Change(LinearRule rule, double rate, Span<T> deltaW)
    {
        T eta = T.CreateTruncating(rate);
        deltaW.Clear();
        switch (rule)
        {
            case LinearRule.Reparameterized:
                return Reparameterized.Accumulate<T>(weights, gains.AsSpan(0, neurons), eta, inputs, errors, deltaW, stepPivots,
                    scratch.Scratch);
            case LinearRule.Linearized:
                Rule.Accumulate(default(LinearizedReparameterized), weights, eta, new(neurons, rates, gains, errors), [], deltaW, statuses,
                    scratch.Scratch);
                break;
            default:
                SolveRows(Transpose.Yes, errors, adjoints);
                Rule.Accumulate(default(Euclidean), weights, eta, new(neurons, rates, gains, adjoints), [], deltaW, statuses,
                    scratch.Scratch);
                break;
        }

        foreach (SolveStatus status in statuses)
        {
            if (status != SolveStatus.Converged) return status;
        }

        return SolveStatus.Converged;
    }

    /// <summary>W ← W + ΔW.</summary>
    /// <returns>False, and W unchanged, if the sum would hold a NaN or an infinity.</returns>
    public bool Add(ReadOnlySpan<T> deltaW) => weights.Add(deltaW);

    private static ScratchSize Scratch(int samples, int neurons)
    {
        ScratchSize solve = ScratchSize.Max(Lu.FactorScratch<T>(neurons), Lu.SolveManyScratch<T>(neurons, samples));
        ScratchSize outer = ScratchSize.Max(
            Rule.Scratch<Euclidean, T>(samples, neurons), Rule.Scratch<LinearizedReparameterized, T>(samples, neurons));
        ScratchSize step = ScratchSize.Max(outer, Reparameterized.Scratch<T>(samples, neurons));
        return ScratchSize.Max(ScratchSize.Max(solve, step), SquaredError.Scratch<T>(neurons));
    }

    private static T[] Round(ReadOnlySpan<double> values)
    {
        T[] rounded = new T[values.Length];
        for (int i = 0; i < rounded.Length; i++) rounded[i] = T.CreateTruncating(values[i]);
        return rounded;
    }

    // The rows of `solved` become (I − W)⁻¹ or (I − W)⁻ᵀ times those of `given`; the solver takes right-hand sides as columns.
    private void SolveRows(Transpose transpose, ReadOnlySpan<T> given, Span<T> solved)
    {
        Turn(samples, neurons, given, columns);
        Lu.SolveMany<T>(transpose, neurons, factors, neurons, pivots, samples, columns, samples, scratch.Scratch);
        Turn(neurons, samples, columns, solved);
    }

    // Eight rows at a time: a cache line of the result is written while it is at hand.
    private static void Turn(int rows, int columns, ReadOnlySpan<T> from, Span<T> to)
    {
        const int block = 8;
        for (int first = 0; first < rows; first += block)
        {
            int last = Math.Min(first + block, rows);
            for (int j = 0; j < columns; j++)
            {
                for (int i = first; i < last; i++) to[(j * rows) + i] = from[(i * columns) + j];
            }
        }
    }
}
