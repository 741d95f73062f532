using System;
using System.Collections.Generic;
using System.Numerics;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Learning.Layers;

/// <summary>A <see cref="ChannelNormalizationLayer{T}"/> in a trainer, image by image.</summary>
/// <remarks>With D = floor + ε + Σ g of a pixel: ∂L/∂g = e/D − Σ (e g/D²) over the channel, ∂L/∂floor = −e g/D². No D is squared, and the
/// sum is in units of 1/D of the channel's first pixel, so that neither leaves the numbers where D does not. Each image leaves its own
/// gradient of the kernels, so that their mean is summed in the order of the images.</remarks>
internal sealed class ChannelNormalizationStage<T> : LayerStage<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ChannelNormalizationLayer<T> layer;
    private readonly int pixels;
    private readonly int patch;
    private readonly AlignedBuffer<T> drives;
    private readonly AlignedBuffer<T> gains;
    private readonly AlignedBuffer<T> driveErrors;
    private readonly AlignedBuffer<T> gainErrors;
    private readonly AlignedBuffer<T> floorErrors;
    private readonly AlignedBuffer<T>[] patches;
    private readonly AlignedBuffer<T>[] scratch;

    internal ChannelNormalizationStage(ChannelNormalizationLayer<T> layer, LayerPlace<T> place)
        : base(layer.Outputs, place)
    {
        (this.layer, pixels, patch) = (layer, layer.Input.Pixels, layer.Drive.Columns);
        int all = place.Batch * layer.Outputs, kernels = place.Batch * layer.Drive.Count, channels = layer.Channels;
        (drives, gains, floorErrors) = (new(all), new(all), new(all));
        (driveErrors, gainErrors) = (new(kernels), new(kernels));
        (patches, scratch) = (new AlignedBuffer<T>[place.Threads], new AlignedBuffer<T>[place.Threads]);
        ScratchSize most = ScratchSize.Max(
            Gemm.MultiplyScratch<T>(channels, pixels, patch),
            ScratchSize.Max(Gemm.MultiplyScratch<T>(channels, patch, pixels), Gemm.MultiplyScratch<T>(pixels, patch, channels)));
        for (int i = 0; i < patches.Length; i++)
        {
            patches[i] = new(pixels * patch);
            scratch[i] = (most + ScratchSize.Of(2, layer.Outputs)).Allocate<T>();
        }

        Gradients = [Mean(layer.Drive.Count, driveErrors), Mean(layer.Gain.Count, gainErrors), Mean(layer.Outputs, floorErrors)];
    }

    internal override IReadOnlyList<IParameterGradient<T>?> Gradients { get; }

    internal override void Forward(
        int member, int from, int count, bool learn, Span<SolveStatus> statuses, CancellationToken cancellation = default)
    {
        for (int row = from; row < from + count; row++)
        {
            Span<T> z = Rows(drives, row, 1, layer.Outputs), b = Rows(gains, row, 1, layer.Outputs);
            Span<T> rates = Rows(Output, row, 1, layer.Outputs);
            layer.Input.Unfold<T>(Rows(Place.Input, row, 1, layer.Inputs), layer.Kernel, patches[member].Span);
            Convolve(layer.Drive.Values, member, z);
            Convolve(layer.Gain.Values, member, b);
            Activation.Apply(default(Logistic), b, b);
            bool finite = true;
            for (int c = 0; c < layer.Channels; c++)
            {
                T pool = T.Zero;
                for (int i = c * pixels; i < (c + 1) * pixels; i++)
                {
                    T driven = b[i] * (z[i] > T.Zero || T.IsNaN(z[i]) ? z[i] : T.Zero);
                    rates[i] = driven * driven;
                    pool += rates[i];
                }

                for (int i = c * pixels; i < (c + 1) * pixels; i++) rates[i] /= Least(i) + pool;
                finite &= T.IsFinite(pool);
            }

            if (finite) continue;
            if (statuses[row] == SolveStatus.Converged) statuses[row] = SolveStatus.NonFinite;
            rates.Clear();
        }
    }

    internal override void Backward(
        int member, int from, int count, Span<SolveStatus> statuses, CancellationToken cancellation = default)
    {
        for (int row = from; row < from + count; row++)
        {
            if (statuses[row] != SolveStatus.Converged)
            {
                Withdraw(row);
                if (Place.InputErrors is { } left && !Place.Adds) Rows(left, row, 1, layer.Inputs).Clear();
                continue;
            }

            Span<T> free = scratch[member].Span;
            Span<T> ofZ = free[..layer.Outputs], ofV = free.Slice(layer.Outputs, layer.Outputs);
            Through(row, ofZ, ofV);
            Learn(row, member, ofZ, ofV);
        }
    }

    internal override void Withdraw(int row)
    {
        Rows(driveErrors, row, 1, layer.Drive.Count).Clear();
        Rows(gainErrors, row, 1, layer.Gain.Count).Clear();
        Rows(floorErrors, row, 1, layer.Outputs).Clear();
    }

    // From the errors of the rates to those of z and of the gain's argument.
    private void Through(int row, Span<T> ofZ, Span<T> ofV)
    {
        ReadOnlySpan<T> z = Rows(drives, row, 1, layer.Outputs), b = Rows(gains, row, 1, layer.Outputs);
        ReadOnlySpan<T> e = Rows(Errors, row, 1, layer.Outputs);
        Span<T> ofFloor = Rows(floorErrors, row, 1, layer.Outputs);
        for (int c = 0; c < layer.Channels; c++)
        {
            T pool = T.Zero, shared = T.Zero;
            for (int i = c * pixels; i < (c + 1) * pixels; i++) pool += Squared(b[i], z[i]);
            T unit = Least(c * pixels) + pool;
            for (int i = c * pixels; i < (c + 1) * pixels; i++)
            {
                T held = Least(i) + pool, pull = e[i] * (Squared(b[i], z[i]) / held);
                shared += pull * (unit / held);
                ofFloor[i] = -pull / held * FloorSlope(i);
            }

            for (int i = c * pixels; i < (c + 1) * pixels; i++)
            {
                T positive = z[i] > T.Zero ? z[i] : T.Zero, held = Least(i) + pool;
                T ofDriven = (T.One + T.One) * (b[i] * positive / held) * (e[i] - (shared * (held / unit)));
                ofZ[i] = ofDriven * b[i];
                ofV[i] = ofDriven * positive * b[i] * (T.One - b[i]);
            }
        }
    }

    private void Learn(int row, int member, ReadOnlySpan<T> ofZ, ReadOnlySpan<T> ofV)
    {
        Span<T> around = patches[member].Span;
        Scratch<T> working = Working(member);
        layer.Input.Unfold<T>(Rows(Place.Input, row, 1, layer.Inputs), layer.Kernel, around);
        int channels = layer.Channels;
        Gemm.Multiply(
            Transpose.No, Transpose.No, channels, patch, pixels, T.One, ofZ, pixels, around, patch, T.Zero,
            Rows(driveErrors, row, 1, layer.Drive.Count), patch, working);
        Gemm.Multiply(
            Transpose.No, Transpose.No, channels, patch, pixels, T.One, ofV, pixels, around, patch, T.Zero,
            Rows(gainErrors, row, 1, layer.Gain.Count), patch, working);
        if (Place.InputErrors is not { } back) return;
        Gemm.Multiply(
            Transpose.Yes, Transpose.No, pixels, patch, channels, T.One, ofZ, pixels, layer.Drive.Values, patch, T.Zero, around, patch,
            working);
        Gemm.Multiply(
            Transpose.Yes, Transpose.No, pixels, patch, channels, T.One, ofV, pixels, layer.Gain.Values, patch, T.One, around, patch,
            working);
        Span<T> toInput = Rows(back, row, 1, layer.Inputs);
        if (!Place.Adds) toInput.Clear();
        layer.Input.Fold<T>(around, layer.Kernel, toInput);
    }

    private void Convolve(ReadOnlySpan<T> kernel, int member, Span<T> result) => Gemm.Multiply(
        Transpose.No, Transpose.Yes, layer.Channels, pixels, patch, T.One, kernel, patch, patches[member].Span, patch, T.Zero, result,
        pixels, Working(member));

    private Scratch<T> Working(int member) => scratch[member].Scratch.Take(2, layer.Outputs, out _);

    private static T Squared(T b, T z) => z > T.Zero ? b * z * (b * z) : T.Zero;

    private T Least(int i)
    {
        T root = layer.Semisaturation / (T.One + T.Exp(-layer.Floor.Values[i]));
        return (root * root) + T.CreateTruncating(ChannelNormalizationLayer<T>.Least);
    }

    private T FloorSlope(int i)
    {
        T b0 = T.One / (T.One + T.Exp(-layer.Floor.Values[i])), root = layer.Semisaturation * b0;
        return (T.One + T.One) * root * root * (T.One - b0);
    }
}
