using System;
using BenchmarkDotNet.Running;
using FixedPointKernels.Bench.Choosing;
using FixedPointKernels.Bench.LinearAlgebra;
using FixedPointKernels.Bench.Quick;

// `quick` prints the goals table, `choosing` the tables of docs/choosing.md; everything else goes to BenchmarkDotNet.
switch (args)
{
    case ["quick", ..]:
        return QuickTable.Run(args.AsSpan(1));
    case ["choosing"]:
        ChoosingTables.Print();
        return 0;
    case ["rates", ..]:
        if (Array.IndexOf(args, "double") < 0) GemmRates.Print<float>();
        else GemmRates.Print<double>();
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        return 0;
}
