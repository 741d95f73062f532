using System;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FixedPointKernels.Simd;

/// <summary>The two element types there are kernels for; others that fit the generic constraint
/// (Half, NFloat) are refused by name.</summary>
/// <remarks>Compiled to nothing for the two.</remarks>
internal static class Element
{
    /// <summary>Throws unless <typeparamref name="T"/> is float or double.</summary>
    /// <exception cref="NotSupportedException">It is another type; the message names it.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ThrowIfUnsupported<T>()
        where T : unmanaged
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double)) Refuse(typeof(T).Name);
    }

    [DoesNotReturn, StackTraceHidden]
    private static void Refuse(string name) =>
        throw new NotSupportedException($"The element type T is {name}; it must be float or double.");
}
