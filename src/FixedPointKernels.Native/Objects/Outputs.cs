using System;

namespace FixedPointKernels.Native.Objects;

/// <summary>Where a call leaves a number or a handle: emptied first, so that a call that fails leaves no old one behind.</summary>
internal static unsafe class Outputs
{
    internal static void Clear<T>(T* output, string name)
        where T : unmanaged
    {
        if (output == null) throw new ArgumentException($"{name} is NULL; the result needs a place.");
        *output = default;
    }
}
