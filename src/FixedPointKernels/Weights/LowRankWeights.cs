using System;
using System.Numerics;

namespace FixedPointKernels.Weights;

/// <summary>A weight matrix of low rank, W = U V: N² weights of which only two factors are held.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// With ΔW = Σₖ aₖ bₖᵀ the factors' own changes are again sums of outer products: ΔU = ΔW Vᵀ = Σₖ aₖ (V bₖ)ᵀ and ΔV = Uᵀ ΔW = Σₖ (Uᵀ aₖ)
/// bₖᵀ. Both factors are <see cref="PackedWeights{T}"/>: they multiply, change and lend themselves as those do. Source: F. Mastrogiuseppe,
/// S. Ostojic, "Linking connectivity, dynamics, and computations in low-rank recurrent neural networks", Neuron 99, 2018.
/// </remarks>
public sealed class LowRankWeights<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Copies and packs the factors.</summary>
    /// <param name="left">U, outputs × rank, row-major.</param>
    /// <param name="right">V, rank × inputs, row-major.</param>
    /// <param name="outputs">Rows of W.</param>
    /// <param name="inputs">Columns of W.</param>
    /// <param name="rank">Columns of U and rows of V.</param>
    /// <exception cref="ArgumentException">Lengths that do not fit, or an entry is NaN or infinite.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public LowRankWeights(ReadOnlySpan<T> left, ReadOnlySpan<T> right, int outputs, int inputs, int rank)
    {
        Left = new(left, nameof(left), outputs, nameof(outputs), rank, nameof(rank));
        Right = new(right, nameof(right), rank, nameof(rank), inputs, nameof(inputs));
    }

    /// <summary>U.</summary>
    public PackedWeights<T> Left { get; }

    /// <summary>V.</summary>
    public PackedWeights<T> Right { get; }

    /// <summary>Rows of W.</summary>
    public int Outputs => Left.Outputs;

    /// <summary>Columns of W.</summary>
    public int Inputs => Right.Inputs;

    /// <summary>The rank at most.</summary>
    public int Rank => Right.Outputs;
}
