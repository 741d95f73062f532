#:package FixedPointKernels@0.1.0
#:property PublishAot=false

// Learn at every step: the input moves, the tracker follows the fixed point, and after each call the weights move a little down the
// gradient of that call's loss. Track, adjoint, rule and update are one loop of microseconds, since the tracker's inverse serves
// them all and outlives the updates: nothing is factorized anew.
//
// A student network learns to answer as a teacher of the same size does, who is asked in the same loop.
// Exit code: 0, or 3 where the learning ran off.

using FixedPointKernels;
using FixedPointKernels.Activations;
using FixedPointKernels.Rules;
using FixedPointKernels.Solving;

const int neurons = 64, calls = 20_000, window = 1000;
const float rate = 0.01f;      // 0.05 overshoots: the error rests at 0.08, and at 0.1 calls begin to fail

var random = new Random(1);
var teacher = new RateNetwork<float, Tanh>(Weights(0.9), neurons);
var student = new RateNetwork<float, Tanh>(Weights(0.3), neurons);
var teaching = new FixedPointTracker<float, Tanh>(teacher);
var tracker = new FixedPointTracker<float, Tanh>(student);

float[] drive = new float[neurons], wanted = new float[neurons], rates = new float[neurons];
float[] error = new float[neurons], lambda = new float[neurons], change = new float[neurons * neurons];
double sum = 0;
int skipped = 0;
for (int call = 0; call < calls; call++)
{
    // Each input walks around 0 with a deviation of 1 and forgets its past within some fifty calls.
    foreach (ref float x in drive.AsSpan()) x += (0.2f * Normal()) - (0.02f * x);

    SolveStatus asked = teaching.Track(drive, wanted).Status;
    SolveStatus answered = tracker.Track(drive, rates).Status;
    if (asked != SolveStatus.Converged || answered != SolveStatus.Converged)
    {
        skipped++;                                                              // the next call goes on from the best point so far
        continue;
    }

    for (int i = 0; i < neurons; i++)
    {
        error[i] = rates[i] - wanted[i];                                        // dL/dr of L = |r - r*|^2 / 2
        sum += error[i] * error[i] / neurons;
    }

    // dL/dx at the point just tracked. It holds for that point and these weights: ask before the update, not after.
    if (tracker.Adjoint(error, lambda).Status != SolveStatus.Converged)
    {
        skipped++;
        continue;
    }

    Array.Clear(change);                                                        // rules add to it
    tracker.Accumulate(new Euclidean(), rate, lambda, change);                  // change -= rate lambda r'
    if (!student.Update(change))                                                // false: a weight would not be finite, W is unchanged
    {
        Console.Error.WriteLine($"call {call}: the update is not finite; lower the rate");
        return 3;
    }

    if ((call + 1) % window != 0) continue;
    int part = (call + 1) / window;
    if (part is 1 or 5 or 20) Console.WriteLine($"calls up to {call + 1,6}: root mean square error {Math.Sqrt(sum / window):F3}");
    sum = 0;
}

if (skipped > calls / 100) Console.Error.WriteLine($"{skipped} calls were skipped");
Console.WriteLine($"at least 99 % of the calls learned: {(skipped <= calls / 100 ? "yes" : "no")}");
return skipped <= calls / 100 ? 0 : 3;

float[] Weights(double gain)
{
    float[] weights = new float[neurons * neurons];
    foreach (ref float weight in weights.AsSpan()) weight = (float)(gain / Math.Sqrt(neurons)) * Normal();
    return weights;
}

float Normal() => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
