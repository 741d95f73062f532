using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FixedPointKernels.Native;

/// <summary>From an exception to a code, and this thread's last message.</summary>
internal static class Faults
{
    // How FixedPointTracker ends what it says where it has no point of the present weights.
    private const string NoPoint = "call Track first.";

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
            message = OneLine(exception);

            // Misuse, where a tracker at work in another thread is Busy: which of the two, only the tracker itself knows, from inside.
            if (exception is InvalidOperationException && message.EndsWith(NoPoint, StringComparison.Ordinal))
            {
                message = $"{message[..^NoPoint.Length]}call fpk_tracker_track first.";
                return (int)Code.Invalid;
            }
        }
        catch (OutOfMemoryException)
        {
            message = "The memory is used up.";
        }

        return (int)CodeOf(exception);
    }

    // Without what the framework adds for programmers of C#, " (Parameter 'gain')" and a second line, "Actual value was NaN.": where the
    // text itself does not tell the value, it begins with both.
    private static string OneLine(Exception exception)
    {
        string text = exception.Message;
        if (exception is not ArgumentException { ParamName: { } name }) return text;
        int end = text.IndexOf($" (Parameter '{name}')", StringComparison.Ordinal);
        if (end >= 0) text = text[..end];
        return exception is ArgumentOutOfRangeException { ActualValue: { } value }
            && string.Create(CultureInfo.InvariantCulture, $"{value}") is { } told && !text.Contains(told, StringComparison.Ordinal)
            ? $"{name} = {told}: {text}"
            : text;
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
