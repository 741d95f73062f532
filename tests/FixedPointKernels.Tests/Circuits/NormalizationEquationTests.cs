using System;
using System.Linq;
using FixedPointKernels.Circuits;
using FixedPointKernels.Memory;
using FixedPointKernels.Tests.Support;
using Xunit;
using TwinKind = FixedPointKernels.Reference.CircuitKind;

namespace FixedPointKernels.Tests.Circuits;

/// <summary>The closed form of a batch of more rows than it takes at a time.</summary>
public sealed class NormalizationEquationTests
{
    // A batch goes through in blocks of 120 rows, a block's squares made beside the one before: every row has the bits that it has alone.
    [Theory, Trait("Leg", "Any")]
    [InlineData(120, 5), InlineData(121, 1), InlineData(240, 16), InlineData(307, 21)]
    public void A_row_of_any_block_has_the_bits_of_a_batch_of_one(int rows, int n)
    {
        foreach (TwinKind kind in (TwinKind[])[TwinKind.Main, TwinKind.RectIn])
        {
            Random random = new(rows);
            Circuit<double> circuit = CoreCircuit.Of<double>(CoreCircuit.Draw(random, n, kind, null).Circuit);
            double[] drives = [.. Enumerable.Range(0, rows * n).Select(_ => random.NextDouble() - 0.5)];
            double[] states = new double[2 * rows * n], alone = new double[2 * n];
            AlignedBuffer<double> scratch = NormalizationEquation.Scratch(circuit, rows).Allocate<double>();
            NormalizationEquation.Solve(circuit, drives, states, scratch.Scratch);
            for (int k = 0; k < rows; k++)
            {
                NormalizationEquation.Solve<double>(circuit, drives.AsSpan(k * n, n), alone, scratch.Scratch);
                Assert.Equal(alone, states[(2 * k * n)..(2 * (k + 1) * n)]);
            }
        }
    }
}
