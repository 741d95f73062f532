using System;
using System.Linq;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Analysis;
using FixedPointKernels.Circuits;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Models;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Studies.Organics.Static;

/// <summary>The largest real part of the eigenvalues of the circuits' dynamics at the points they settle in, image by image.</summary>
internal static class StaticStability
{
    private const int Together = 64;

    /// <summary>So many images of a set, evenly spread.</summary>
    internal static int[] Spread(Dataset data, int count) =>
        [.. Enumerable.Range(0, Math.Min(count, data.Count)).Select(k => (int)((long)k * data.Count / Math.Min(count, data.Count)))];

    /// <summary>images × layers of normalization; NaN where there is no fixed point. Empty where the model has no such layer.</summary>
    internal static double[] Of<T>(AutoencoderClassifier<T> model, Dataset data, int[] images, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CircuitProbe<T> probe = new(model, Together);
        int layers = probe.Layers.Count;
        double[] largest = new double[layers == 0 ? 0 : images.Length * layers];
        for (int from = 0; from < images.Length && layers > 0; from += Together)
        {
            int[] chosen = images[from..Math.Min(images.Length, from + Together)];
            ReadOnlySpan<SolveStatus> statuses = probe.Look(data, chosen, cancellation);
            for (int k = 0; k < chosen.Length; k++)
            {
                // At every image: its eigenvalues take 10 ms where n = 50.
                cancellation.ThrowIfCancellationRequested();
                for (int layer = 0; layer < layers; layer++)
                {
                    largest[((from + k) * layers) + layer] = statuses[k] == SolveStatus.Converged
                        ? Largest(probe.Layers[layer].Circuit, probe.State(layer, k)) : double.NaN;
                }
            }
        }

        return largest;
    }

    private static double Largest<T>(Circuit<T> circuit, ReadOnlySpan<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = circuit.Units;
        T[] jacobian = new T[4 * n * n];
        return CircuitJacobian.Write(circuit, state[..n], state[n..], jacobian)
            ? Eigenvalues.Of<T>(2 * n, jacobian).Max(value => value.Real) : double.NaN;
    }
}
