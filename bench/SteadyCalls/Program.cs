using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using SteadyCalls;

// Times calls that have long been warm and prints a line of name and nanoseconds for each, or for those whose names begin as told: the same
// source is compiled by the run-time compiler and ahead of time, and `bench -- ahead` runs the two in turns. Half a second of each call
// comes first, in pieces with sleep between them, so that the run-time compiler has done all it will.
string wanted = args.Length > 0 ? args[0] : "";
List<Work> works = [.. Works.All().Where(work => work.Name.StartsWith(wanted, StringComparison.Ordinal))];
foreach (Work work in works)
{
    for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began).TotalSeconds < 0.5;)
    {
        work.Times(100);
        Thread.Sleep(5);
    }
}

foreach (Work work in works)
{
    // As many turns as take half a millisecond; of 200 such samples the lower quartile: interruptions only ever add.
    int turns = Math.Max(1, (int)(5e5 / work.Times(200)));
    double[] samples = new double[200];
    for (int i = 0; i < samples.Length; i++) samples[i] = work.Times(turns);
    Array.Sort(samples);
    Console.WriteLine(FormattableString.Invariant($"{work.Name}\t{samples[samples.Length / 4]:R}"));
}
