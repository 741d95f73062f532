using System;
using FixedPointKernels.Studies.Entries;

namespace FixedPointKernels.Studies.Temporal.Training;

/// <summary>Whole numbers that may be left out, where what stands for them then depends on something else.</summary>
internal static class Wholes
{
    /// <summary>The value; null where none was given.</summary>
    /// <param name="context">Refuses one that is not whole.</param>
    /// <param name="option">Whose value.</param>
    internal static int? Of(StudyContext context, NumberOption option) => context.Get(option) switch
    {
        null => null,
        double value when value == Math.Floor(value) && value < int.MaxValue => (int)value,
        double value => throw context.Refusal($"{option.Name} is {value}, but it must be a whole number"),
    };
}
