using System;
using BenchmarkDotNet.Running;
using FixedPointKernels.Bench.Choosing;
using FixedPointKernels.Bench.Measuring;
using FixedPointKernels.Bench.Quick;

// `quick` prints the goals table, `choosing` the tables of docs/choosing.md; everything else goes to BenchmarkDotNet.
switch (args)
{
    case ["quick", ..]:
        return QuickTable.Run(args.AsSpan(1));
    case ["choosing"]:
        ChoosingTables.Print();
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, BenchConfig.Create());
        return 0;
}
