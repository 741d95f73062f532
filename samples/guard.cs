#:package FixedPointKernels@0.1.0
#:property PublishAot=false
#:property TieredCompilationQuickJit=false

// Guard a loop of your own: that it allocates nothing, that it spends no more products than it did, and, where you ask for it, that it has
// not become slower. Counters are the same on every machine of one register width, so that a build server can check them; times are not,
// so that they are compared only as a ratio to other work that is done in turn with them, in the same run.
//
//   dotnet run guard.cs -- --write        measures, and writes guard.json: commit it
//   dotnet run guard.cs                   compares the counters with it
//   dotnet run guard.cs -- --times        the ratio of times too
//
// Exit code: 0, 1 where something got worse, 2 where there is nothing to compare with.

using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using FixedPointKernels;
using FixedPointKernels.Activations;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

const int neurons = 64, calls = 2000, rounds = 31;

// Products and unsolved calls may be a little other at another width, where sums are rounded in another order.
const double slack = 0.02;

// A ratio moves by a tenth from run to run on a shared machine; what is really slower is so every time, hence the best of three.
const double tolerance = 1.25;
const int attempts = 3;

string file = Path.Combine(AppContext.GetData("EntryPointFileDirectoryPath") as string ?? ".", "guard.json");    // beside this file
bool writes = args.Contains("--write"), times = args.Contains("--times") || writes;

// The loop to guard: yours goes here. It has to do the same work every time it is run.
var random = new Random(1);
float[] weights = new float[neurons * neurons], change = new float[neurons * neurons];
float[] drive = new float[neurons], rates = new float[neurons], error = new float[neurons], lambda = new float[neurons];
foreach (ref float weight in weights.AsSpan()) weight = (float)(((2 * random.NextDouble()) - 1) * 0.9 * Math.Sqrt(3.0 / neurons));
var network = new RateNetwork<float, Tanh>(weights, neurons);
var tracker = new FixedPointTracker<float, Tanh>(network);

(long Products, int Unsolved) Loop(int count)
{
    long products = 0;
    int unsolved = 0;
    for (int call = 0; call < count; call++)
    {
        for (int i = 0; i < neurons; i++) drive[i] = MathF.Sin((0.01f * call) + i);
        TrackResult<float> tracked = tracker.Track(drive, rates);
        TensorPrimitives.Subtract(rates, drive, error);
        TrackResult<float> adjoint = tracker.Adjoint(error, lambda);
        products += tracked.Products + adjoint.Products;
        if (tracked.Status != SolveStatus.Converged || adjoint.Status != SolveStatus.Converged) unsolved++;
        Array.Clear(change);
        tracker.Accumulate(default(Euclidean), 1e-6f, lambda, change);
        network.Update(change);
    }

    return (products, unsolved);
}

// Every run from the same beginning.
void Reset()
{
    network.Recurrent.Set(weights);
    tracker.Forget();
}

// What the loop's time is compared with: something that does not change when the loop does, bounded by the same part of the machine. Here
// as many plain products, row by row.
void Plain(long products)
{
    for (long k = 0; k < products; k++)
    {
        for (int i = 0; i < neurons; i++) rates[i] = TensorPrimitives.Dot<float>(weights.AsSpan(i * neurons, neurons), drive);
    }
}

// Once to have everything compiled and every first call's memory made; then counted.
Loop(calls);
Reset();
long bytes = GC.GetAllocatedBytesForCurrentThread();
(long products, int unsolved) = Loop(calls);
bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;

double Ratio()
{
    double[] mine = new double[rounds], other = new double[rounds];
    for (int round = 0; round < rounds; round++)
    {
        Reset();
        long start = Stopwatch.GetTimestamp();
        Loop(calls / 10);
        long middle = Stopwatch.GetTimestamp();
        Plain(products / 10);
        (mine[round], other[round]) = (middle - start, Stopwatch.GetTimestamp() - middle);
    }

    Array.Sort(mine);
    Array.Sort(other);
    return mine[rounds / 2] / other[rounds / 2];
}

if (writes)
{
    double ratio = Ratio();
    File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture,
        $"{{ \"bytes\": {bytes}, \"products\": {products}, \"unsolved\": {unsolved}, \"ratio\": {ratio:F2} }}\n"));
    Console.WriteLine($"{Path.GetFileName(file)} written");
    return 0;
}

if (!File.Exists(file))
{
    Console.Error.WriteLine($"There is no {file} to compare with: run with --write first, and commit it.");
    return 2;
}

using JsonDocument before = JsonDocument.Parse(File.ReadAllText(file));
double Was(string name) => before.RootElement.GetProperty(name).GetDouble();
int worse = 0;
void Compare(string name, double now, double most, string format)
{
    bool holds = now <= most;
    if (!holds) worse++;
    string Text(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    Console.WriteLine(holds ? $"{name}: no more than before" : $"{name}: {Text(now)}, where {Text(most)} were to be the most");
}

Compare("bytes", bytes, Was("bytes"), "F0");
Compare("products", products, Math.Ceiling(Was("products") * (1 + slack)), "F0");
Compare("calls without a result", unsolved, Math.Ceiling(Was("unsolved") + (slack * calls)), "F0");
if (times)
{
    double best = double.PositiveInfinity;
    for (int attempt = 0; attempt < attempts && !(best <= Was("ratio") * tolerance); attempt++) best = Math.Min(best, Ratio());
    Compare("time over that of as many plain products", best, Was("ratio") * tolerance, "F2");
}

return worse == 0 ? 0 : 1;
