using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Gradients;

/// <summary>From the adjoint λ of every sample to the parameters: ∂J/∂W = mean λ rᵀ, ∂J/∂Wx = mean λ sᵀ, ∂J/∂b = mean λ.</summary>
/// <remarks>∂Lᵢ/∂xᵢ is λᵢ itself. Source: spec of the implicit function theorem, V. Zhu, R. Rosenbaum 2024, section 2.</remarks>
public static class ParameterGradient
{
    /// <summary>Scratch that <see cref="AddOuter"/> needs.</summary>
    public static ScratchSize OuterScratch<T>(int batch, int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        return Gemm.MultiplyScratch<T>(rows, columns, batch);
    }

    /// <summary>target ← target + (scale / batch) Σₖ leftₖ rightₖᵀ.</summary>
    /// <param name="scale">1 for a gradient, −η for an update.</param>
    /// <param name="batch">Samples.</param>
    /// <param name="left">batch × rows: λ, or a rule's left factors.</param>
    /// <param name="rows">Rows of the target.</param>
    /// <param name="right">batch × columns: the rates r, the inputs s, or a rule's right factors.</param>
    /// <param name="columns">Columns of the target.</param>
    /// <param name="target">rows × columns, row-major; must not overlap the factors.</param>
    /// <param name="scratch">As <see cref="OuterScratch"/> says.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, shared memory, or a scale that is not finite.</exception>
    public static void AddOuter<T>(
        T scale, int batch, ReadOnlySpan<T> left, int rows, ReadOnlySpan<T> right, int columns, Span<T> target, Scratch<T> scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        Throw.IfNotFinite(scale, nameof(scale));
        Throw.IfNotShape(left.Length, batch, rows, nameof(left));
        Throw.IfNotShape(right.Length, batch, columns, nameof(right));
        Throw.IfNotShape(target.Length, rows, columns, nameof(target));
        Throw.IfOverlaps(left, target, nameof(left), nameof(target));
        Throw.IfOverlaps(right, target, nameof(right), nameof(target));
        if (batch == 0) return;
        T factor = scale / T.CreateTruncating(batch);
        Gemm.Multiply(
            Transpose.Yes, Transpose.No, rows, columns, batch, factor, left, rows, right, columns, T.One, target, columns, scratch);
    }

    /// <summary>target ← target + (scale / batch) Σₖ λₖ: the gradient of a bias.</summary>
    /// <param name="scale">1 for a gradient, −η for an update.</param>
    /// <param name="adjoints">batch × target.Length.</param>
    /// <param name="target">One element per neuron.</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, or a scale that is not finite.</exception>
    public static void AddMean<T>(T scale, ReadOnlySpan<T> adjoints, Span<T> target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Element.ThrowIfUnsupported<T>();
        Throw.IfNotFinite(scale, nameof(scale));
        int batch = target.IsEmpty ? 0 : adjoints.Length / target.Length;
        Throw.IfNotShape(adjoints.Length, batch, target.Length, nameof(adjoints));
        Throw.IfOverlaps(adjoints, target, nameof(adjoints), nameof(target));
        if (batch == 0) return;
        T factor = scale / T.CreateTruncating(batch);
        for (int k = 0; k < batch; k++) Axpy.Add(factor, adjoints.Slice(k * target.Length, target.Length), target);
    }
}
