#:package FixedPointKernels@0.1.0
#:property PublishAot=false
#:property TieredCompilationQuickJit=false

// Track a moving input in a paced loop: a control program that needs the network's steady response a thousand times a second and must
// never wait. A tracker goes on from its last point and spends at most so many products of a matrix with a vector a call, which
// makes the longest call a number that can be reckoned with. QuickJit is off (above) because tiered compilation would make the first
// ten thousand calls some five times slower; the price is a first call of some 0.2 s, which the warm-up below pays.
//
// Standard output is the same on every machine, times go to standard error. Exit code: 0, or 3 where calls stayed without a result.

using System.Diagnostics;
using FixedPointKernels;
using FixedPointKernels.Activations;
using FixedPointKernels.Solving;

const int neurons = 64, calls = 1000;

// The budget, in products: what a call may spend at most. From below it is held by what usual calls take, about 9 here since every
// input moves the same way for a long time (3 to 5 where it jitters), with as much again for a part of a next inverse; from above by
// the period, through the time of a product, which the warm-up measures: 0.4 us, so that a call has no more than 16 us of a period of
// 1000. What is longer is the machine's doing: another program on this core, an interrupt.
const int budget = FixedPointTracker<float, Tanh>.DefaultBudget;
TimeSpan period = TimeSpan.FromMilliseconds(1);

var random = new Random(1);
float[] weights = new float[neurons * neurons], drive = new float[neurons], rates = new float[neurons], held = new float[neurons];
foreach (ref float weight in weights.AsSpan()) weight = (float)(((2 * random.NextDouble()) - 1) * 0.9 * Math.Sqrt(3.0 / neurons));

var network = new RateNetwork<float, Tanh>(weights, neurons);
var tracker = new FixedPointTracker<float, Tanh>(network);

// Warm-up: the same motion twice, so that every path is compiled; the second round tells the time of a product. Forget gives back the
// state of a new tracker.
double microsecond = Stopwatch.Frequency / 1e6, product = 0;                  // ticks of the clock; us
for (int round = 0; round < 2; round++)
{
    long begin = Stopwatch.GetTimestamp(), spent = 0;
    for (int call = 0; call < calls; call++) spent += tracker.Track(Input(call), rates, budget: budget).Products;
    product = (Stopwatch.GetTimestamp() - begin) / microsecond / spent;
    tracker.Forget();
}

Console.Error.WriteLine($"a product takes {product:F2} us: a call at most some {budget * product:F0} us of {period.TotalMicroseconds:F0}");
int unsolved = 0, missed = 0, products = 0;
long[] times = new long[calls];
long ticks = (long)(period.TotalSeconds * Stopwatch.Frequency), bytes = GC.GetAllocatedBytesForCurrentThread();
long due = Stopwatch.GetTimestamp() + ticks;
for (int call = 0; call < calls; call++)
{
    // Spinning, since a sleep wakes up to 50 us late and later on a busy machine; sleep until shortly before where the period is long.
    while (Stopwatch.GetTimestamp() < due)
    {
    }

    long start = Stopwatch.GetTimestamp();
    TrackResult<float> tracked = tracker.Track(Input(call), rates, budget: budget);
    products += tracked.Products;

    // What a call leaves unsolved the next one goes on with. Until then the last good answer holds: an actuator wants that, not a guess.
    if (tracked.Status == SolveStatus.Converged) rates.CopyTo(held, 0);
    else unsolved++;

    long end = Stopwatch.GetTimestamp();
    times[call] = end - start;

    // Counted from when the call was due, so that whatever delays its start counts too. Periods that were missed are not made up for.
    if (end > due + ticks) missed++;
    due += (((end - due) / ticks) + 1) * ticks;
}

bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
Console.WriteLine($"{calls} calls, {unsolved} without a result, {bytes} bytes allocated");
Console.WriteLine($"about {Math.Round((double)products / calls)} products a call of the {budget} allowed");
Console.WriteLine($"r = ({held[0]:F3}, {held[1]:F3}, ...) at the end");

Array.Sort(times);
double median = times[calls / 2] / microsecond, longest = times[^1] / microsecond;
Console.Error.WriteLine($"median {median:F1} us, longest {longest:F1} us, {missed} deadlines missed");
return unsolved == 0 ? 0 : 3;

// The moving input: 64 slow waves. A program reads its sensors here.
float[] Input(int call)
{
    for (int i = 0; i < neurons; i++) drive[i] = MathF.Sin((0.01f * call) + i);
    return drive;
}
