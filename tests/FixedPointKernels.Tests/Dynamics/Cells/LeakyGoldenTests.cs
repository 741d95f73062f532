using System;
using System.Linq;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Tests.Support;
using Xunit;
using Twin = FixedPointKernels.Reference;

namespace FixedPointKernels.Tests.Dynamics.Cells;

/// <summary>Cell and twin against states, outputs and gradients through time that independent code found by automatic differentiation in
/// double.</summary>
/// <remarks>1e-11 of the largest entry is the tolerance.</remarks>
public sealed class LeakyGoldenTests
{
    public static TheoryData<string> All => LeakyGolden.Names;

    [Theory]
    [MemberData(nameof(All))]
    public void States_outputs_and_gradients(string id)
    {
        LeakyGolden golden = new(id);
        EveryActivation.Run(golden.Phi, inFloat: false, new Case(golden));
    }

    private sealed class Case(LeakyGolden golden) : IActivationCase
    {
        public void Run<T, TActivation>(TActivation f, Twin.Activation twin)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
            where TActivation : struct, IActivation
        {
            Twin.LeakyCell cell = golden.Cell;
            double[][][] x = golden.Inputs, states = [.. x.Select(cell.Run)], signals = golden.Signals(states);
            (int n, int steps, int batch) = (cell.B.Length, x[0].Length, x.Length);
            LeakyCell<T, TActivation> core = new(CoreLeaky.Of<T>(cell), steps, batch, f);
            T[] all = new T[batch * steps * n], gradients = new T[core.Weights.Shape.Count];
            Assert.Equal(0, core.Trace(CoreLeaky.Flat<T>(x), all));
            core.BackwardThrough(CoreLeaky.Flat<T>(signals), gradients);
            double[][][] found = [.. Rows.From<T>(all, batch * steps, n).Chunk(steps)];
            foreach (double[][][] run in (double[][][][])[states, found])
            {
                AssertClose([.. golden.Last.SelectMany(row => row)], [.. run.SelectMany(one => one[^1])]);
                AssertClose(CoreLeaky.Flat<double>(golden.Outputs), [.. run.SelectMany(one => one.SelectMany(golden.Output))]);
            }

            double[] ofTwin = CoreLeaky.Gradient(cell, x, signals), ofCore = Rows.From<T>(gradients);
            for (LeakyPart part = 0; part <= LeakyPart.Start; part++)
            {
                double[] expected = core.Weights.Shape.Of<double>(golden.Gradient, part).ToArray();
                AssertClose(expected, core.Weights.Shape.Of<double>(ofTwin, part).ToArray());
                AssertClose(expected, core.Weights.Shape.Of<double>(ofCore, part).ToArray());
            }
        }

        private static void AssertClose(double[] expected, double[] found)
        {
            double largest = expected.Max(Math.Abs);
            Assert.Equal(expected.Length, found.Length);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-11 * largest);
        }
    }
}
