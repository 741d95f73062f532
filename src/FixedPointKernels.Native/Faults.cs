using System;
using System.Diagnostics.CodeAnalysis;

namespace FixedPointKernels.Native;

/// <summary>From an exception to a code, and this thread's last message.</summary>
internal static class Faults
{
    // Kept as a string: a call that goes well touches nothing here, and one that fails has allocated its exception anyway.
    [ThreadStatic]
    private static string? message;

    /// <summary>The message of this thread's last call that ended as Invalid, Busy or Internal; empty before.</summary>
    internal static string Message => message ?? "";

    /// <summary>Remembers why, and says which code.</summary>
    internal static int Report(Exception exception)
    {
        // A width that FPK_SIMD asks for in vain is found out when the library's constants are made.
        while (exception is TypeInitializationException && exception.InnerException is { } inner) exception = inner;
        try
        {
            message = exception.Message;
        }
        catch (OutOfMemoryException)
        {
            message = "The memory is used up.";
        }

        return (int)CodeOf(exception);
    }

    internal static Code CodeOf(Exception exception) => exception switch
    {
        ArgumentException or OverflowException or NotSupportedException => Code.Invalid,
        InvalidOperationException => Code.Busy,
        _ => Code.Internal,
    };

    [DoesNotReturn]
    internal static void Invalid(string why) => throw new ArgumentException(why);
}
