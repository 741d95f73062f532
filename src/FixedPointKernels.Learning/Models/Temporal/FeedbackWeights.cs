using System;
using System.Numerics;
using FixedPointKernels.Learning.Parameters;

namespace FixedPointKernels.Learning.Models;

/// <summary>F, N × K: fixed weights that send the output's error to the neurons, kept with the others and never learned.</summary>
internal sealed class FeedbackWeights<T>(string name, int units, int outputs)
    : Parameter<T>(name, new T[Misuse.Size(units, outputs, nameof(outputs))], units, outputs, decays: false)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Writes Fᵀ, K × N, as a readout's weights lie.</summary>
    internal void Transpose(Span<T> to)
    {
        for (int i = 0; i < Rows; i++)
        {
            for (int k = 0; k < Columns; k++) to[(k * Rows) + i] = Values[(i * Columns) + k];
        }
    }
}
