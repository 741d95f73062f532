using System;
using BenchmarkDotNet.Running;
using FixedPointKernels.Bench.Choosing;
using FixedPointKernels.Bench.Latency;
using FixedPointKernels.Bench.LinearAlgebra;

// `rates` prints a quick table of product rates, `choosing` the tables of docs/choosing.md, `latency` solves in a paced loop; everything else goes to BenchmarkDotNet.
if (args is ["choosing"])
{
    ChoosingTables.Print();
    return;
}

if (args is ["latency", ..])
{
    LatencyReport.Print(args);
    return;
}

if (args is ["rates", ..])
{
    if (Array.IndexOf(args, "double") < 0) GemmRates.Print<float>();
    else GemmRates.Print<double>();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
