using System;
using System.Collections.Generic;
using System.Numerics;
using System.Numerics.Tensors;
using System.Threading;
using FixedPointKernels.Activations;
using FixedPointKernels.Learning.Parameters;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Training;
using FixedPointKernels.Memory;
using FixedPointKernels.Solving;
using FixedPointKernels.Weights;

namespace FixedPointKernels.Learning.Layers;

/// <summary>y = f(W x + b), with W outputs × inputs.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TActivation">f; <see cref="Linear"/> for none.</typeparam>
public sealed class DenseLayer<T, TActivation> : Layer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    /// <summary>Takes the weights.</summary>
    /// <param name="name">What the parameters' names begin with: NAME weights, NAME bias.</param>
    /// <param name="weights">W, outputs × inputs; copied.</param>
    /// <param name="bias">b, outputs; copied.</param>
    /// <param name="inputs">The width of x.</param>
    /// <exception cref="ArgumentException">Lengths that do not fit, or an entry that is not finite.</exception>
    public DenseLayer(string name, ReadOnlySpan<T> weights, ReadOnlySpan<T> bias, int inputs)
        : base(name, inputs, bias.Length)
    {
        Misuse.IfNotShape(weights.Length, Outputs, Inputs, $"{name} weights");
        Weights = new(weights, Outputs, Inputs);
        Bias = new($"{name} bias", bias, Outputs, 1);
        Parameters = [new PackedParameter<T>($"{name} weights", Weights), Bias];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter<T>> Parameters { get; }

    /// <summary>W.</summary>
    internal PackedWeights<T> Weights { get; }

    /// <summary>b.</summary>
    internal Parameter<T> Bias { get; }

    /// <summary>Random weights: W and b uniform in ±1/√inputs, as PyTorch's linear layers start.</summary>
    /// <param name="name">What the parameters' names begin with.</param>
    /// <param name="inputs">The width of x.</param>
    /// <param name="outputs">The width of y.</param>
    /// <param name="random">Drawn from: W by rows, then b.</param>
    public static DenseLayer<T, TActivation> Random(string name, int inputs, int outputs, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        T[] weights = Draws.Uniform<T>(random, Misuse.Size(outputs, inputs, nameof(outputs)), 1 / Math.Sqrt(inputs));
        return new(name, weights, Draws.Uniform<T>(random, outputs, 1 / Math.Sqrt(inputs)), inputs);
    }

    internal override LayerStage<T> Stage(LayerPlace<T> place) => new DenseStage(this, place);

    private sealed class DenseStage : LayerStage<T>
    {
        private readonly DenseLayer<T, TActivation> layer;
        private readonly AlignedBuffer<T> slopes;

        internal DenseStage(DenseLayer<T, TActivation> layer, LayerPlace<T> place)
            : base(layer.Outputs, place)
        {
            this.layer = layer;
            slopes = new(IsLinear ? 0 : place.Batch * layer.Outputs);
            Gradients = [Outer(layer.Outputs, layer.Inputs, Errors, place.Input), Mean(layer.Outputs, Errors)];
        }

        internal override IReadOnlyList<IParameterGradient<T>> Gradients { get; }

        private static bool IsLinear => typeof(TActivation) == typeof(Linear);

        internal override void Forward(
            int member, int from, int count, bool learn, Span<SolveStatus> statuses, CancellationToken cancellation = default)
        {
            Span<T> output = Rows(Output, from, count, layer.Outputs);
            for (int k = 0; k < count; k++) layer.Bias.Values.CopyTo(output[(k * layer.Outputs)..]);
            layer.Weights.Multiply(count, Rows(Place.Input, from, count, layer.Inputs), T.One, output);
            if (IsLinear) return;
            if (learn) Activation.Apply(default(TActivation), output, output, Rows(slopes, from, count, layer.Outputs));
            else Activation.Apply(default(TActivation), output, output);
        }

        internal override void Backward(
            int member, int from, int count, Span<SolveStatus> statuses, CancellationToken cancellation = default)
        {
            Span<T> errors = Rows(Errors, from, count, layer.Outputs);
            if (!IsLinear) TensorPrimitives.Multiply(errors, Rows(slopes, from, count, layer.Outputs), errors);
            for (int k = from; k < from + count; k++)
            {
                if (TensorPrimitives.IsFiniteAll<T>(Rows(Errors, k, 1, layer.Outputs))) continue;
                if (statuses[k] == SolveStatus.Converged) statuses[k] = SolveStatus.NonFinite;
                Withdraw(k);
            }

            if (Place.InputErrors is not { } back) return;
            T beta = Place.Adds ? T.One : T.Zero;
            layer.Weights.MultiplyTransposed(count, errors, beta, Rows(back, from, count, layer.Inputs));
        }

        internal override void Withdraw(int row)
        {
            Rows(Errors, row, 1, layer.Outputs).Clear();
            Rows(Place.Input, row, 1, layer.Inputs).Clear();
        }
    }
}
