using System;
using BenchmarkDotNet.Running;
using FixedPointKernels.Bench.Ahead;
using FixedPointKernels.Bench.Choosing;
using FixedPointKernels.Bench.FirstCall;
using FixedPointKernels.Bench.Gate;
using FixedPointKernels.Bench.Latency;
using FixedPointKernels.Bench.Measuring;
using FixedPointKernels.Bench.Quick;

// `quick` prints the goals table, `latency` the histogram of one solve, `first-call` the cost of one call in a fresh process, `ahead` warm
// calls compiled ahead of time, and from C, beside the run-time compiler's, `choosing` the tables of docs/choosing.md (`choosing large`:
// the one of 50,000 neurons); `compare`, `counters`, `baseline` and `serve` are the gate; everything else goes to BenchmarkDotNet.
switch (args)
{
    case ["quick", ..]:
        return QuickTable.Run(args.AsSpan(1));
    case ["latency", ..]:
        LatencyReport.Print(args);
        return 0;
    case ["first-call", ..]:
        FirstCallCost.Print(args.Length > 1 ? args[1] : null);
        return 0;
    case ["ahead", ..]:
        AheadReport.Print(args.Length > 1 ? args[1] : "");
        return 0;
    case ["choosing"]:
        ChoosingTables.Print();
        LargeNetworkTable.Print();
        return 0;
    case ["choosing", "large"]:
        LargeNetworkTable.Print();
        return 0;
    default:
        if (GateVerbs.Knows(args)) return GateVerbs.Run(args);
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, BenchConfig.Create());
        return 0;
}
