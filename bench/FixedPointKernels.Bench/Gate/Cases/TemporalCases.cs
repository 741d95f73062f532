using System.Collections.Generic;
using System.Numerics;
using FixedPointKernels.Activations;
using FixedPointKernels.Dynamics;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Bench.Gate.Cases;

/// <summary>Leaky cells: a block forward and back, along the whole way and along parts of it; steps of cells that learn while they
/// run.</summary>
internal static class TemporalCases
{
    private const int Units = 40, Inputs = 3, Batch = 8, Steps = 12;

    internal static IEnumerable<GateCase> All => [.. Of<float>("float"), .. Of<double>("double")];

    private static IEnumerable<GateCase> Of<T>(string element)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string size = $"{Batch}x{Steps}x{Units}";
        yield return Back<T>($"temporal/{element}/bptt-voltage-{size}", LeakPlacement.Voltage, CreditPath.Exact);
        yield return Back<T>($"temporal/{element}/bptt-rate-{size}", LeakPlacement.Rate, CreditPath.Exact);
        yield return Back<T>($"temporal/{element}/bptt-inside-{size}", LeakPlacement.Inside, CreditPath.Exact);
        yield return Back<T>($"temporal/{element}/eprop-voltage-{size}", LeakPlacement.Voltage, CreditPath.Leak);
        yield return Back<T>($"temporal/{element}/snap1-rate-{size}", LeakPlacement.Rate, CreditPath.Self);
        yield return Back<T>($"temporal/{element}/mdgl-voltage-{size}", LeakPlacement.Voltage, CreditPath.OneHop);
        yield return Back<T>(
            $"temporal/{element}/modprop-voltage-{size}", LeakPlacement.Voltage, CreditPath.Modulated(0.25, byType: false));
        yield return Online<T>($"temporal/{element}/online-eprop-{size}", LeakPlacement.Voltage, CreditPath.Leak);
        yield return Online<T>($"temporal/{element}/online-rflo-{size}", LeakPlacement.Rate, CreditPath.Leak);
        yield return Online<T>($"temporal/{element}/online-snap1-{size}", LeakPlacement.Voltage, CreditPath.Self);
    }

    private static GateCase Back<T>(string name, LeakPlacement placement, CreditPath path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => GateCase.Of(name, () =>
        {
            LeakyCell<T, Tanh> cell = new(Draw<T>(placement), Steps, Batch, readout: Readout(placement));
            AlignedBuffer<T> inputs = CaseOperands.Gaussian<T>(2, Batch * Steps * Inputs), states = new(Batch * Steps * Units),
                signals = CaseOperands.Gaussian<T>(3, states.Length), gradients = new(cell.Weights.Shape.Count);
            return () =>
            {
                cell.Trace(inputs.Span, states.Span);
                cell.BackwardThrough(signals.Span, gradients.Span, path);
            };
        });

    private static GateCase Online<T>(string name, LeakPlacement placement, CreditPath path)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => GateCase.Of(name, () =>
        {
            OnlineCell<T, Tanh> cell = new(Draw<T>(placement), path, Batch, readout: Readout(placement));
            AlignedBuffer<T> inputs = CaseOperands.Gaussian<T>(2, Batch * Inputs), states = new(Batch * Units),
                signals = CaseOperands.Gaussian<T>(3, states.Length), gradients = new(cell.Weights.Shape.Count);
            return () =>
            {
                cell.Begin(Batch);
                for (int step = 0; step < Steps; step++)
                {
                    cell.Step(inputs.Span, states.Span);
                    cell.Learn(signals.Span);
                }

                cell.Take(gradients.Span);
            };
        });

    private static LeakyReadout Readout(LeakPlacement placement) =>
        placement == LeakPlacement.Voltage ? LeakyReadout.Activity : LeakyReadout.State;

    private static LeakyWeights<T> Draw<T>(LeakPlacement placement)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LeakyShape shape = new(Units, Inputs);
        LeakyWeights<T> weights = new(placement, shape, 0.2);
        weights.Set(CaseOperands.Gaussian<T>(1, shape.Count, 0.15).Span);
        return weights;
    }
}
