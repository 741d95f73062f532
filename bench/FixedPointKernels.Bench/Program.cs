using System;
using BenchmarkDotNet.Running;
using FixedPointKernels.Bench.Choosing;
using FixedPointKernels.Bench.FirstCall;
using FixedPointKernels.Bench.Gate;
using FixedPointKernels.Bench.LinearAlgebra;

// `rates` prints a quick table of product rates, `choosing` the tables of docs/choosing.md; `first-call` the cost of one call in a fresh process; GateVerbs compares; everything else goes to BenchmarkDotNet.
if (GateVerbs.Knows(args))
{
    Environment.ExitCode = GateVerbs.Run(args);
    return;
}

if (args is ["first-call", ..])
{
    FirstCallCost.Print(args.Length > 1 ? args[1] : FirstCallCost.Built);
    return;
}

if (args is ["choosing"])
{
    ChoosingTables.Print();
    return;
}

if (args is ["rates", ..])
{
    if (Array.IndexOf(args, "double") < 0) GemmRates.Print<float>();
    else GemmRates.Print<double>();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
