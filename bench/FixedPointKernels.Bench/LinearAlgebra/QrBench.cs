using System.Numerics;
using BenchmarkDotNet.Attributes;
using FixedPointKernels.Bench.Measuring;

namespace FixedPointKernels.Bench.LinearAlgebra;

/// <summary>M = Q R with Q formed; both sides copy M first.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class QrFactorBench<T> : IRated
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private QrSubject<T> subject = new(1, 1);

    [Params("80x75", "256x16", "64x1", "64x16", "64x64", "200x100")]
    public string Shape { get; set; } = "";

    public Work Work => new(Made().FactorOperations, WorkKind.Operations, typeof(T) == typeof(double));

    [GlobalSetup]
    public void Setup() => subject = Made();

    [Benchmark]
    public void Ours() => subject.Factor();

    [Benchmark]
    public void OpenBlas() => subject.FactorByOpenBlas();

    private QrSubject<T> Made()
    {
        string[] sizes = Shape.Split('x');
        return new(int.Parse(sizes[0], null), int.Parse(sizes[1], null));
    }
}

/// <summary>The pullback through Q and R, and through the diagonal alone.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class QrPullbackBench<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private QrSubject<T> subject = new(1, 1);

    [Params(16, 75)]
    public int K { get; set; }

    [GlobalSetup]
    public void Setup() => subject = new(80, K);

    [Benchmark]
    public void Whole() => subject.Pullback();

    [Benchmark]
    public void OfLogs() => subject.PullbackOfLogs();
}
