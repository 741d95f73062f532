using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using FixedPointKernels.Learning.Data;
using FixedPointKernels.Learning.Randomness;
using FixedPointKernels.Learning.Tasks;
using Xunit;

namespace FixedPointKernels.Learning.Tests.Tasks;

/// <summary>Trials without noise are those of the reference, to the last bit.</summary>
public sealed class TaskGoldenTests
{
    public static TheoryData<int> Decisions => [.. Enumerable.Range(0, File().GetProperty("ngym").GetArrayLength())];

    public static TheoryData<int> Bits => [.. Enumerable.Range(0, File().GetProperty("xor_copy").GetArrayLength())];

    // Every period is a multiple of 100 ms, so at dt = 20 ms each step of the reference comes five times.
    [Theory, MemberData(nameof(Decisions))]
    public void A_decision_is_the_reference_at_any_dt(int index)
    {
        JsonElement golden = File().GetProperty("ngym")[index];
        double dt = golden.GetProperty("dt").GetDouble();
        double[][] inputs = [.. golden.GetProperty("x").EnumerateArray().Select(Row)];
        double[] classes = Row(golden.GetProperty("target"));
        foreach (int times in (int[])[1, 5])
        {
            (TrialTask task, TrialSet set) = Written(golden.GetProperty("task").GetString()!, dt / times, golden.GetProperty("args"));
            Assert.Equal((inputs.Length * times, inputs[0].Length, 3), (task.Steps, task.Inputs, task.Outputs));
            for (int step = 0; step < task.Steps; step++)
            {
                Assert.Equal(inputs[step / times], set[0].Row(step).ToArray());
                Assert.Equal(classes[step / times], set.Classes(0)[step]);
                Assert.Equal((1.0, classes[step / times] != 0), (set.Mask(0)[step], set.Scored(0)[step]));
            }
        }
    }

    [Theory, MemberData(nameof(Bits))]
    public void Bits_and_targets_are_the_reference(int index)
    {
        JsonElement golden = File().GetProperty("xor_copy")[index];
        double[] inputs = Row(golden.GetProperty("input"));
        foreach (bool published in (bool[])[false, true])
        {
            DelayedXor task = new(
                -golden.GetProperty("task").GetInt32(), golden.GetProperty("delay").GetInt32(), inputs.Length, published);
            TrialSet set = task.NewSet(1);
            task.Write(set[0], Row(golden.GetProperty("raw_bits")));
            Assert.Equal(inputs, set.Inputs(0).ToArray());
            Assert.Equal(Row(golden.GetProperty("target")), set.Targets(0).ToArray());
            string start = published
                ? "first_loss_step_1based_in_published_example" : "first_step_predictable_from_presented_input_1based";
            int first = golden.GetProperty(start).GetInt32();
            for (int step = 0; step < task.Steps; step++)
                Assert.Equal((step + 1 >= first ? 1.0 : 0, step + 1 >= first), (set.Mask(0)[step], set.Scored(0)[step]));
        }
    }

    private static (TrialTask Task, TrialSet Set) Written(string name, double dt, JsonElement conditions)
    {
        SeededRandom random = new(1);
        int Number(string key) => conditions.GetProperty(key).GetInt32();
        switch (name)
        {
            case "2AF":
                PerceptualDecision two = new(dt, noise: 0);
                TrialSet set = two.NewSet(1);
                two.Write(set[0], Number("gt"), conditions.GetProperty("coh").GetDouble(), random);
                return (two, set);
            case "DMS":
                MatchToSample match = new(dt, noise: 0);
                set = match.NewSet(1);
                match.Write(set[0], Number("sample"), Number("gt") == 1, random);
                return (match, set);
            default:
                ContextDecision context = new(dt, noise: 0);
                set = context.NewSet(1);
                context.Write(
                    set[0], Number("context"), Number("gt") - 1, Number("other") - 1, Number("coh0"), Number("coh1"), random);
                return (context, set);
        }
    }

    private static JsonElement File() => JsonDocument
        .Parse(System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "golden", "temporal.json"))).RootElement
        .GetProperty("tasks");

    private static double[] Row(JsonElement row) => [.. row.EnumerateArray().Select(entry => entry.GetDouble())];
}
