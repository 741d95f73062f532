namespace FixedPointKernels.Native.Objects;

/// <summary>The version of the library, as packages have it.</summary>
internal static class LibraryVersion
{
    internal static string Text { get; } = typeof(LibraryVersion).Assembly.GetName().Version!.ToString(3);
}
