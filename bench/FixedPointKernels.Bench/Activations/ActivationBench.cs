using System.Numerics;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.Activations;
using FixedPointKernels.Bench.LinearAlgebra;
using FixedPointKernels.Bench.Measuring;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.Activations;

/// <summary>Values, and values with slopes, of arguments in [−3, 6); TensorPrimitives makes a softplus
/// of two calls and has no slopes.</summary>
[GenericTypeArguments(typeof(float), typeof(Exponential))]
[GenericTypeArguments(typeof(float), typeof(Tanh))]
[GenericTypeArguments(typeof(float), typeof(Logistic))]
[GenericTypeArguments(typeof(float), typeof(Softplus))]
[GenericTypeArguments(typeof(double), typeof(Exponential))]
[GenericTypeArguments(typeof(double), typeof(Tanh))]
[GenericTypeArguments(typeof(double), typeof(Logistic))]
[GenericTypeArguments(typeof(double), typeof(Softplus))]
public class ActivationBench<T, TActivation> : IRated
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TActivation : struct, IActivation
{
    private AlignedBuffer<T> arguments = new(0);
    private AlignedBuffer<T> values = new(0);
    private AlignedBuffer<T> slopes = new(0);

    [Params(300, 2048)]
    public int N { get; set; }

    public Work Work => new(N, WorkKind.Elements, typeof(T) == typeof(double));

    [GlobalSetup]
    public void Setup()
    {
        (arguments, values, slopes) = (BenchData.Aligned<T>(N, 1), new(N), new(N));
        for (int i = 0; i < N; i++) arguments.Span[i] *= T.CreateTruncating(6);
    }

    [Benchmark]
    public void Ours() => Activation.Apply(default(TActivation), arguments.Span, values.Span);

    [Benchmark]
    public void WithSlopes() => Activation.Apply(default(TActivation), arguments.Span, values.Span, slopes.Span);

    [Benchmark]
    public void TensorPrimitives()
    {
        if (typeof(TActivation) == typeof(Exponential)) System.Numerics.Tensors.TensorPrimitives.Exp<T>(arguments.Span, values.Span);
        else if (typeof(TActivation) == typeof(Tanh)) System.Numerics.Tensors.TensorPrimitives.Tanh<T>(arguments.Span, values.Span);
        else if (typeof(TActivation) == typeof(Logistic)) System.Numerics.Tensors.TensorPrimitives.Sigmoid<T>(arguments.Span, values.Span);
        else
        {
            System.Numerics.Tensors.TensorPrimitives.Exp<T>(arguments.Span, values.Span);
            System.Numerics.Tensors.TensorPrimitives.LogP1<T>(values.Span, values.Span);
        }
    }
}
