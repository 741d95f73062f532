using System;
using System.Collections.Generic;
using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Parameters;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Bench.Measuring;

/// <summary>The rate of an <see cref="IRated"/> bench: GFLOP/s, GB/s or elements per ns.</summary>
internal sealed class RateColumn : BenchColumn
{
    public override string ColumnName => "Rate";

    public override string Legend => "10⁹ operations, bytes or elements per second";

    public override string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        Rate(summary, benchmarkCase) is not { } rate ? "-" : $"{Text(rate)} {RatedWork(benchmarkCase)!.Value.Kind switch
        {
            WorkKind.Operations => "GFLOP/s",
            WorkKind.Bytes => "GB/s",
            _ => "G/s",
        }}";
}

/// <summary>The rate as a share of what the machine can do: measured in this process, once per element type and size.</summary>
internal sealed class LimitColumn : BenchColumn
{
    private readonly Dictionary<Work, double> limits = [];

    public override string ColumnName => "Of limit";

    public override string Legend =>
        "Rate against the multiply-add peak, or the bandwidth of loading a working set of this size, at the width in use";

    public override string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        if (Rate(summary, benchmarkCase) is not { } rate || RatedWork(benchmarkCase) is not { Kind: not WorkKind.Elements } work)
            return "-";
        Work key = work.Kind == WorkKind.Operations ? work with { Amount = 0 } : work;
        if (!limits.TryGetValue(key, out double limit)) limits[key] = limit = Limit(key);
        return $"{Text(100 * rate / limit)} %";
    }

    private static double Limit(Work work) => (work.Kind, work.IsDouble) switch
    {
        (WorkKind.Operations, false) => MultiplyAddPeak.Measure<float>(Dispatch.Width),
        (WorkKind.Operations, true) => MultiplyAddPeak.Measure<double>(Dispatch.Width),
        (_, false) => LoadBandwidth.Measure<float>(Dispatch.Width, (int)work.Amount),
        _ => LoadBandwidth.Measure<double>(Dispatch.Width, (int)work.Amount),
    };
}

/// <summary>How many times as long a peer takes, of the same class and parameters.</summary>
internal sealed class PeerColumn(string peer) : BenchColumn
{
    public override string ColumnName => $"{peer}/this";

    public override string Legend => $"Mean of {peer} over the mean of this row";

    public override string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        foreach (BenchmarkCase other in summary.BenchmarksCases)
        {
            bool same = other.Descriptor.Type == benchmarkCase.Descriptor.Type && other.Descriptor.WorkloadMethod.Name == peer
                && other.Parameters.DisplayInfo == benchmarkCase.Parameters.DisplayInfo && other.Job.Id == benchmarkCase.Job.Id;
            if (same && Mean(summary, other) is { } theirs && Mean(summary, benchmarkCase) is { } ours) return Text(theirs / ours);
        }

        return "-";
    }
}

/// <summary>What the columns share.</summary>
internal abstract class BenchColumn : IColumn
{
    public string Id => ColumnName;

    public abstract string ColumnName { get; }

    public abstract string Legend { get; }

    public bool AlwaysShow => false;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public abstract string GetValue(Summary summary, BenchmarkCase benchmarkCase);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase) == "-";

    /// <summary>Nanoseconds of a call; null where the benchmark did not run.</summary>
    protected static double? Mean(Summary summary, BenchmarkCase benchmarkCase) => summary[benchmarkCase]?.ResultStatistics?.Mean;

    protected static double? Rate(Summary summary, BenchmarkCase benchmarkCase) =>
        RatedWork(benchmarkCase) is { } work && Mean(summary, benchmarkCase) is { } mean ? work.Amount / mean : null;

    // The parameters live in BenchmarkDotNet's own process: set on an instance here, they say what a call was.
    protected static Work? RatedWork(BenchmarkCase benchmarkCase)
    {
        Type type = benchmarkCase.Descriptor.Type;
        if (!typeof(IRated).IsAssignableFrom(type)) return null;
        object instance = Activator.CreateInstance(type)!;
        foreach (ParameterInstance parameter in benchmarkCase.Parameters.Items)
            type.GetProperty(parameter.Name)!.SetValue(instance, parameter.Value);
        return ((IRated)instance).Work;
    }

    protected static string Text(double value) =>
        value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
