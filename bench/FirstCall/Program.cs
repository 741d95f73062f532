using System;
using System.Diagnostics;
using System.Runtime;
using System.Threading;
using FirstCall;

// `empty` makes its numbers and ends; `solve` also hands them to the library, once. What it costs more is the price of the first call.
// `work` is a program with 20 ms of its own to do at its start; `warmed` is the same with a solve after them, and with another solve, of
// two neurons, beside them on a thread of its own: the warm-up call. `tell` as second word: how many methods were compiled.
const int neurons = Numbers.Neurons;
long began = Stopwatch.GetTimestamp();
float[] weights = Numbers.Uniform(neurons * neurons, 0.15f), drive = Numbers.Uniform(neurons, 1);
bool? isRight = (args.Length > 0 ? args[0] : "") switch
{
    "empty" => true,
    "solve" => OneSolve.Run(weights, drive),
    "work" => Work(),
    "warmed" => Warm() && Work() && OneSolve.Run(weights, drive),
    _ => null,
};
if (isRight is null) Console.Error.WriteLine("FirstCall empty|solve|work|warmed [tell]");
if (args.Length > 1) Console.WriteLine(JitInfo.GetCompiledMethodCount());
return isRight is null ? 2 : isRight.Value ? 0 : 1;

bool Work()
{
    while (Stopwatch.GetElapsedTime(began).TotalMilliseconds < 20) Thread.SpinWait(20);
    return true;
}

static bool Warm()
{
    new Thread(() => OneSolve.Run([0.1f, 0.2f, 0.3f, 0.1f], [1, 2])) { IsBackground = true }.Start();
    return true;
}
