using System;
using System.Linq;
using FixedPointKernels.Cli.Training;
using Xunit;

namespace FixedPointKernels.Cli.Tests.Training;

/// <summary>After the table is filled, casts between types never seen before allocate nothing on the thread that makes them.</summary>
public sealed class CastTableTests
{
    [Fact]
    public void Sixteen_thousand_new_casts_allocate_nothing()
    {
        // Four times as many pairs as the largest table has entries: a smaller one doubles on the way, 24,624 bytes at a time or more.
        CastTable.Fill();
        Type[] elements = [typeof(sbyte), typeof(ushort), typeof(uint), typeof(ulong), typeof(decimal), typeof(DateTime), typeof(Guid), typeof(TimeSpan)];
        Type[] arrays = [.. elements.SelectMany(element => Enumerable.Range(1, 16).Select(element.MakeArrayType))];
        Compare(arrays[..1]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Compare(arrays);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Compare(Type[] types)
    {
        foreach (Type from in types)
        {
            foreach (Type to in types) _ = to.IsAssignableFrom(from);
        }
    }
}
