using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Reflection;
using FixedPointKernels.Activations;
using FixedPointKernels.Analysis;
using FixedPointKernels.Circuits;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Gradients;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Networks;
using FixedPointKernels.Rules;
using FixedPointKernels.Simd;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;
using Xunit;

namespace FixedPointKernels.Tests.Simd;

/// <summary>Half fits the constraints of every generic entry and none of the kernels: each public one refuses it by name, before it makes
/// memory or looks at anything else.</summary>
public sealed class ElementTests
{
    // Arguments are as wrong as can be: the type is looked at first.
    private static readonly Dictionary<string, Action[]> Entries = new()
    {
        ["Activation.Apply"] = [() => Activation.Apply<Tanh, Half>(default, new Half[1], default),
            () => Activation.Apply<Tanh, Half>(default, new Half[1], default, default)],
        ["Angles.Euclidean"] = [() => Angles.Euclidean<Half>(-1, default, default)],
        ["Angles.UnderMetric"] = [() => Angles.UnderMetric<Half>(-1, default, default, default, default, out _, default, default)],
        ["Angles.UnderMetricScratch"] = [() => Angles.UnderMetricScratch<Half>(-1)],
        ["CircuitEigenvalues.Of"] = [() => CircuitEigenvalues.Of<Half>(null!, default)],
        ["CircuitEigenvalues.LargestRealPart"] = [() => CircuitEigenvalues.LargestRealPart<Half>(null!, default)],
        ["CircuitJacobian.Write"] = [() => CircuitJacobian.Write<Half>(null!, default, default, default)],
        ["CircuitOscillator.Of"] = [() => CircuitOscillator.Of<Half>(null!, default)],
        ["UniformPoolSpectrum.Of"] = [() => UniformPoolSpectrum.Of<Half>(null!, default)],
        ["PlanarCircuit.Quartic"] = [() => PlanarCircuit.Quartic(null!, Half.NaN)],
        ["PlanarCircuit.Roots"] = [() => PlanarCircuit.Roots(null!, Half.NaN)],
        ["PlanarCircuit.Points"] = [() => PlanarCircuit.Points(null!, Half.NaN)],
        ["Eigenvalues.Of"] = [() => Eigenvalues.Of<Half>(-1, default)],
        ["Stability.OfFixedPoint"] = [() => Stability.OfFixedPoint<Half>(-1, default, default)],
        ["StabilityEstimator"] = [() => new StabilityEstimator<Half>(-1, -1)],
        ["LinearizedDynamics"] = [() => _ = new LinearizedDynamics<Half, HalfMap>(default, default, default).Order],
        ["LinearizedMap"] = [() => _ = new LinearizedMap<Half, HalfMap>(default, default, default).Order],
        ["Stability.OfMap"] = [() => Stability.OfMap<Half, HalfMap>(default, default)],
        ["Stability.OfMatrix"] = [() => Stability.OfMatrix<Half>(-1, default)],
        ["FixedPointSolver"] = [() => new FixedPointSolver<Half, Tanh>(null!, -1)],
        ["FixedPointTracker"] = [() => new FixedPointTracker<Half, Tanh>(null!, -1)],
        ["RateNetwork"] = [() => new RateNetwork<Half, Tanh>(default, -1), () => new RateNetwork<Half, Tanh>((Half[,])null!),
            () => new RateNetwork<Half, Tanh>(default(System.Numerics.Tensors.ReadOnlyTensorSpan<Half>))],
        ["AdjointSolver"] = [() => new AdjointSolver<Half, HalfMap>(default, -1)],
        ["Dispatch.Run"] = [Dispatched],
        ["EquationMap"] = [() => new EquationMap<Half, HalfEquation>(default)],
        ["Differences.OfState"] = [() => Differences.OfState<HalfEquation, Half>(default, default, default, default)],
        ["Differences.OfDrive"] = [() => Differences.OfDrive<HalfEquation, Half>(default, default, default, default)],
        ["TrajectoryIntegrator"] = [() => new TrajectoryIntegrator<Half>(-1, null!)],
        ["MapDynamics"] = [() => _ = new MapDynamics<Half, HalfMap>(default, default, default).Size],
        ["ExplicitEuler.Scratch"] = [() => ExplicitEuler.Scratch<Half, HalfMap>(default, -1)],
        ["ExplicitEuler.Advance"] = [() => ExplicitEuler.Advance<Half, HalfMap>(default, -1, Half.One, default, default, default),
            () => ExplicitEuler.Advance<Half, HalfMap>(default, -1, new Half[1], default, default, default)],
        ["MapSolver"] = [() => new MapSolver<Half, HalfMap>(default, -1)],
        ["MapTracker"] = [() => new MapTracker<Half, HalfMap>(default, -1)],
        ["ThroughTime"] = [() => new ThroughTime<Half, Tanh>(null!, default, -1)],
        ["Circuit"] = [() => new Circuit<Half>(default, default, default, default, default, default, default, default)],
        ["CircuitMap"] = [() => _ = new CircuitMap<Half>(null!)],
        ["CircuitSolver"] = [() => new CircuitSolver<Half>(null!, -1)],
        ["SequentialWeights"] = [() => new SequentialWeights<Half>((SequentialForm)(-1), default)],
        ["SequentialCell"] = [() => new SequentialCell<Half>(null!, -1)],
        ["LeakyWeights"] = [() => new LeakyWeights<Half>((LeakPlacement)(-1), default)],
        ["LeakyCell"] = [() => new LeakyCell<Half, Tanh>(null!, -1)],
        ["LyapunovSpectrum"] = [() => new LyapunovSpectrum<Half, Tanh>(null!, default, -1)],
        ["OnlineCell"] = [() => new OnlineCell<Half, Tanh>(null!, default, -1)],
        ["SettledCircuit"] = [() => new SettledCircuit<Half>(null!)],
        ["NormalizationEquation.Adjoint"] = [() => NormalizationEquation.Adjoint<Half>(null!, default, default, default, default)],
        ["NormalizationEquation.Scratch"] = [() => NormalizationEquation.Scratch<Half>(null!, -1)],
        ["NormalizationEquation.Solve"] = [() => NormalizationEquation.Solve<Half>(null!, default, default, default)],
        ["Dense"] = [() => _ = new Dense<Half>(new PackedWeights<Half>(default, -1, -1))],
        ["Sparse"] = [() => _ = new Sparse<Half>(new SparseWeights<Half>(-1, -1, default, default, default))],
        ["LowRank"] = [() => _ = new LowRank<Half>(new LowRankWeights<Half>(default, default, -1, -1, -1))],
        ["SparseWeights"] = [() => new SparseWeights<Half>(-1, -1, default, default, default)],
        ["LowRankWeights"] = [() => new LowRankWeights<Half>(default, default, -1, -1, -1)],
        ["RateMap"] = [() => new RateMap<Half, Dense<Half>, Uniform<Tanh>>(default, default)],
        ["PotentialMap"] = [() => new PotentialMap<Half, Dense<Half>, Uniform<Tanh>>(default, default)],
        ["PackedWeights"] = [() => new PackedWeights<Half>(default, -1, -1)],
        ["ParameterGradient.OuterScratch"] = [() => ParameterGradient.OuterScratch<Half>(-1, -1, -1)],
        ["ParameterGradient.AddOuter"] = [() => ParameterGradient.AddOuter<Half>(Half.NaN, -1, default, 1, default, 1, default, default)],
        ["ParameterGradient.AddMean"] = [() => ParameterGradient.AddMean<Half>(Half.NaN, default, default)],
        ["Axpy.Add"] = [() => Axpy.Add<Half>(Half.One, new Half[1], default)],
        ["Dot.Product"] = [() => Dot.Product<Half>(new Half[1], default)],
        ["Gemv.Multiply"] = [() => Gemv.Multiply<Half>(Transpose.No, -1, 1, Half.One, default, 1, default, Half.One, default)],
        ["Gemm.MultiplyScratch"] = [() => Gemm.MultiplyScratch<Half>(-1, 1, 1)],
        ["Gemm.Multiply"] = [() =>
            Gemm.Multiply<Half>(Transpose.No, Transpose.No, -1, 1, 1, Half.One, default, 1, default, 1, Half.One, default, 1, default)],
        ["BatchedLu.Factor"] = [() => BatchedLu.Factor<Half>(-1, 1, default, default, default)],
        ["BatchedLu.Solve"] = [() => BatchedLu.Solve<Half>(Transpose.No, -1, 1, default, default, default)],
        ["BatchedLu.Interleave"] = [() => BatchedLu.Interleave<Half>(-1, 1, default, default)],
        ["BatchedLu.Deinterleave"] = [() => BatchedLu.Deinterleave<Half>(-1, 1, default, default)],
        ["Lu.Determinant"] = [() => Lu.Determinant<Half>(-1, default, 1, default)],
        ["Qr.FactorScratch"] = [() => Qr.FactorScratch<Half>(-1, -1)],
        ["Qr.Factor"] = [() => Qr.Factor<Half>(-1, -1, default, 1, default, 1, default)],
        ["Qr.PullbackScratch"] = [() => Qr.PullbackScratch<Half>(-1, -1)],
        ["Qr.Pullback"] = [() => Qr.Pullback<Half>(-1, -1, default, 1, default, 1, default, default, 1, default)],
        ["Qr.PullbackOfLogsScratch"] = [() => Qr.PullbackOfLogsScratch<Half>(-1)],
        ["Qr.PullbackOfLogs"] = [() => Qr.PullbackOfLogs<Half>(-1, -1, default, 1, default, 1, default, default, 1, default)],
        ["Lu.FactorScratch"] = [() => Lu.FactorScratch<Half>(-1)],
        ["Lu.Factor"] = [() => Lu.Factor<Half>(-1, default, 1, default, default)],
        ["Lu.InvertScratch"] = [() => Lu.InvertScratch<Half>(-1)],
        ["Lu.Invert"] = [() => Lu.Invert<Half>(-1, default, 1, default, default, 1, default)],
        ["Lu.OneNormScratch"] = [() => Lu.OneNormScratch<Half>(-1)],
        ["Lu.OneNorm"] = [() => Lu.OneNorm<Half>(-1, default, 1, default)],
        ["Lu.LargestEntry"] = [() => Lu.LargestEntry<Half>(-1, default, 1)],
        ["Lu.PivotGrowth"] = [() => Lu.PivotGrowth<Half>(-1, default, 1, Half.One)],
        ["Lu.ReciprocalConditionScratch"] = [() => Lu.ReciprocalConditionScratch<Half>(-1)],
        ["Lu.ReciprocalCondition"] = [() => Lu.ReciprocalCondition<Half>(-1, default, 1, default, Half.One, default)],
        ["Lu.Solve"] = [() => Lu.Solve<Half>(Transpose.No, -1, default, 1, default, default)],
        ["Lu.SolveManyScratch"] = [() => Lu.SolveManyScratch<Half>(-1, 1)],
        ["Lu.SolveMany"] = [() => Lu.SolveMany<Half>(Transpose.No, -1, default, 1, default, 1, default, 1, default)],
        ["Euclidean.Factors"] = [() => default(Euclidean).Factors<Half>(null!, default, default, default, default, default, default)],
        ["FiniteStep.Factors"] = [() => default(FiniteStep).Factors<Half>(null!, default, default, default, default, default, default)],
        ["GainVariant.Factors"] = [() => default(GainVariant).Factors<Half>(null!, default, default, default, default, default, default)],
        ["LinearizedReparameterized.Factors"] = [() =>
            default(LinearizedReparameterized).Factors<Half>(null!, default, default, default, default, default, default)],
        ["Reparameterized.Scratch"] = [() => Reparameterized.Scratch<Half>(-1, 1)],
        ["Reparameterized.Accumulate"] = [() =>
            Reparameterized.Accumulate<Half>(null!, default, Half.NaN, default, default, default, default, default)],
        ["Rule.Scratch"] = [() => Rule.Scratch<Euclidean, Half>(1, 1)],
        ["Rule.Accumulate"] = [() =>
            Rule.Accumulate<Euclidean, Half>(default, null!, Half.NaN, default, default, default, default, default)],
        ["Rule.Factors"] = [() => Rule.Factors<Euclidean, Half>(default, null!, Half.NaN, default, default, default, default, default)],
        ["Rule.AddWeightDecay"] = [() => Rule.AddWeightDecay<Half>(Half.NaN, Half.One, default, default)],
        ["RuleBatch"] = [() => _ = new RuleBatch<Half>(-1, default, default, default).Count],
        ["MultiplyAddPeak.Measure"] = [() => MultiplyAddPeak.Measure<Half>(SimdWidth.Scalar)],
    };

    [Fact, Trait("Leg", "Any")]
    public void Half_is_refused_by_name()
    {
        List<string> accepted = [];
        foreach ((string name, Action[] calls) in Entries)
        {
            foreach (Action call in calls)
            {
                Exception? refusal = Record.Exception(call);
                if (refusal is not NotSupportedException || refusal.Message != "The element type T is Half; it must be float or double.")
                    accepted.Add($"{name}: {refusal?.Message ?? "ran"}");
            }
        }

        Assert.Empty(accepted);
    }

    // What a lane calls has been refused before there is a lane; results (TrackResult, SolveSummary)
    // and interfaces are made by nobody but us.
    [Fact]
    public void The_table_has_every_public_generic_entry()
    {
        HashSet<string> entries = [];
        foreach (Type type in typeof(RateNetwork<,>).Assembly.GetExportedTypes().Where(
            t => !t.IsInterface && !typeof(IActivation).IsAssignableFrom(t)))
        {
            if (type.GetGenericArguments().Any(IsElement) && type.GetConstructors().Length > 0) entries.Add(type.Name.Split('`')[0]);
            foreach (MethodInfo method in type.GetMethods(
                BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            {
                Type[] parameters = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
                if (parameters.Any(IsElement) && !parameters.Any(IsLanes)) entries.Add($"{type.Name.Split('`')[0]}.{method.Name}");
            }
        }

        entries.ExceptWith(["TrackResult"]);
        Assert.Equal(Entries.Keys.Order(StringComparer.Ordinal), entries.Order(StringComparer.Ordinal));

        static bool IsElement(Type parameter) => parameter.IsGenericParameter && parameter.GetGenericParameterConstraints()
            .Any(c => c.IsGenericType && c.GetGenericTypeDefinition() == typeof(IBinaryFloatingPointIeee754<>));

        static bool IsLanes(Type parameter) =>
            parameter.GetGenericParameterConstraints().Any(c => c.IsGenericType && c.GetGenericTypeDefinition() == typeof(ILanes<,>));
    }

    private static void Dispatched()
    {
        HalfKernel kernel = default;
        Dispatch.Run<HalfKernel, Half>(ref kernel);
    }

    private readonly struct HalfKernel : IKernel<Half>
    {
        public void Run<S, V>()
            where S : struct, ILanes<V, Half>
            where V : unmanaged
        {
        }
    }

    private readonly struct HalfEquation : IEquation<HalfEquation, Half>
    {
        public int Size => throw new InvalidOperationException("The type was not looked at first.");

        public int DriveSize => Size;

        public void Evaluate(ReadOnlySpan<Half> state, ReadOnlySpan<Half> drive, Span<Half> image)
        {
        }
    }

    private readonly struct HalfMap : IFixedPointMap<HalfMap, Half>
    {
        public int Size => throw new InvalidOperationException("The type was not looked at first.");

        public int DriveSize => Size;

        public int LinearizationSize => Size;

        public ScratchSize Scratch(int rows) => ScratchSize.None;

        public void Evaluate(int rows, ReadOnlySpan<Half> states, ReadOnlySpan<Half> drives, Span<Half> images, Span<Half> linearizations,
            Span<Half> residuals, Scratch<Half> scratch)
        {
        }

        public void Product(
            int rows, ReadOnlySpan<Half> linearizations, ReadOnlySpan<Half> vectors, Span<Half> products, Scratch<Half> scratch)
        {
        }

        public void DriveProduct(
            int rows, ReadOnlySpan<Half> linearizations, ReadOnlySpan<Half> vectors, Span<Half> products, Scratch<Half> scratch)
        {
        }

        public void TransposedProduct(
            int rows, ReadOnlySpan<Half> linearizations, ReadOnlySpan<Half> vectors, Span<Half> products, Scratch<Half> scratch)
        {
        }
    }
}
