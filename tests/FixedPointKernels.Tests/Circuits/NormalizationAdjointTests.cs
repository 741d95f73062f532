using System;
using FixedPointKernels.Circuits;
using FixedPointKernels.Memory;
using FixedPointKernels.Reference;
using FixedPointKernels.Tests.Support;
using Xunit;
using TwinKind = FixedPointKernels.Reference.CircuitKind;

namespace FixedPointKernels.Tests.Circuits;

/// <summary>The closed form's adjoint: the solution of its systems, for any number of rows, each for itself.</summary>
public sealed class NormalizationAdjointTests
{
    // 300 rows are more than two blocks. (l, m) − DFᵀ (l, m) is what was given, to some roundings of the largest that meets.
    [Theory, Trait("Leg", "Any")]
    [InlineData(TwinKind.Main, 1)]
    [InlineData(TwinKind.Main, 17)]
    [InlineData(TwinKind.RectIn, 5)]
    [InlineData(TwinKind.RectOut, 5)]
    public void It_solves_the_adjoint_systems(TwinKind kind, int n)
    {
        const int rows = 300;
        (Circuit twin, _) = CoreCircuit.Draw(new(40 + n), n, kind, null);
        Circuit<double> circuit = CoreCircuit.Of<double>(twin);
        Random random = new(n);
        double[] drives = Draw(random, rows * n), errors = Draw(random, 2 * rows * n), states = new double[2 * rows * n];
        double[] adjoints = new double[states.Length], products = new double[states.Length], points = new double[3 * rows * n];
        Scratch<double> scratch = NormalizationEquation.Scratch(circuit, rows).Allocate<double>().Scratch;
        NormalizationEquation.Solve<double>(circuit, drives, states, scratch);
        NormalizationEquation.Adjoint<double>(circuit, states, errors, adjoints, scratch);
        CircuitMap<double> map = new(circuit);
        double[] images = new double[states.Length], residuals = new double[rows];
        map.Evaluate(rows, states, drives, images, points, residuals, map.Scratch(rows).Allocate<double>().Scratch);
        map.TransposedProduct(rows, points, adjoints, products, map.Scratch(rows).Allocate<double>().Scratch);
        double[] one = new double[2 * n];
        for (int row = 0; row < rows; row++)
        {
            Span<double> mine = adjoints.AsSpan(2 * n * row, 2 * n), product = products.AsSpan(2 * n * row, 2 * n);
            NormalizationEquation.Adjoint<double>(
                circuit, states.AsSpan(2 * n * row, 2 * n), errors.AsSpan(2 * n * row, 2 * n), one, scratch);
            Assert.Equal(one, mine.ToArray());
            double scale = 1 + MaxMagnitude(mine) + MaxMagnitude(product);
            for (int i = 0; i < 2 * n; i++) Assert.Equal(errors[(2 * n * row) + i], mine[i] - product[i], 1e-12 * scale);
        }

        static double MaxMagnitude(ReadOnlySpan<double> values) =>
            Math.Abs(System.Numerics.Tensors.TensorPrimitives.MaxMagnitude(values));
    }

    [Fact]
    public void It_allocates_nothing()
    {
        (Circuit twin, _) = CoreCircuit.Draw(new(3), 9, TwinKind.Main, null);
        Circuit<float> circuit = CoreCircuit.Of<float>(twin);
        float[] drives = new float[250 * 9], states = new float[2 * drives.Length], adjoints = new float[states.Length];
        Array.Fill(drives, 0.5f);
        AlignedBuffer<float> scratch = NormalizationEquation.Scratch(circuit, 250).Allocate<float>();
        NormalizationEquation.Solve<float>(circuit, drives, states, scratch.Scratch);
        ZeroBytes.Assert("adjoint", () => NormalizationEquation.Adjoint<float>(circuit, states, states, adjoints, scratch.Scratch));
    }

    private static double[] Draw(Random random, int count)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = (2 * random.NextDouble()) - 1;
        return values;
    }
}
