using System;

namespace FixedPointKernels.Cli.Training;

/// <summary>Has the runtime's table of type casts made at its full size before bytes are counted.</summary>
/// <remarks>
/// The runtime remembers which type can be cast to which in a table that doubles as it fills, from 3,120 bytes by 24,624 to 98,352, on whichever thread the next
/// entry falls to; checking the constraints of a generic method that runs for the first time makes entries. So steps that allocated nothing of their own were
/// charged a table when a rarer path was met, in one run of four, differently each time as the entries' places depend on addresses. At its full size the
/// table replaces entries and never grows again. Where a runtime keeps no such table this does nothing; it takes some 60 ms, once a process.
/// </remarks>
internal static class CastTable
{
    // Array types of 128 kinds, against one another: four times as many pairs as the largest table has entries, of types that nothing else has to be loaded for.
    private const int Ranks = 16;

    private static readonly Type[] Elements = [typeof(byte), typeof(short), typeof(int), typeof(long), typeof(float), typeof(double), typeof(char), typeof(bool)];

    /// <summary>Fills it.</summary>
    internal static void Fill()
    {
        Type[] arrays = new Type[Ranks * Elements.Length];
        for (int k = 0; k < arrays.Length; k++) arrays[k] = Elements[k % Elements.Length].MakeArrayType((k / Elements.Length) + 1);
        foreach (Type from in arrays)
        {
            foreach (Type to in arrays) _ = to.IsAssignableFrom(from);
        }
    }
}
