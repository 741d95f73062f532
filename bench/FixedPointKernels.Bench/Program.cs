using System;
using BenchmarkDotNet.Running;
using FixedPointKernels.Bench.LinearAlgebra;

// `rates` prints a quick table of product rates; everything else goes to BenchmarkDotNet.
if (args is ["rates", ..])
{
    if (Array.IndexOf(args, "double") < 0) GemmRates.Print<float>();
    else GemmRates.Print<double>();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
