using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace FixedPointKernels.Learning.Data;

/// <summary>What stands at a path, without opening it: opening a pipe waits for its other end, and opening and closing it ends what the
/// other end reads.</summary>
/// <remarks>
/// The runtime tells files, folders and links apart, and nothing else. statx (Linux since 4.11, glibc 2.28) has one layout on every
/// architecture, which stat has not; where it is
/// missing nothing is said to be a stream. Source: statx(2).
/// </remarks>
internal static partial class FileKind
{
    private const int WorkingFolder = -100, ModeOffset = 28, BufferSize = 256;
    private const uint WantType = 1;
    private const int TypeMask = 0xF000, RegularFile = 0x8000, Folder = 0x4000;

    /// <summary>Whether a path leads to a pipe, a device or a socket: what is written into and read to its end, and neither replaced nor
    /// measured.</summary>
    internal static bool IsStream(string path)
    {
        if (!OperatingSystem.IsLinux()) return false;
        Span<byte> answer = stackalloc byte[BufferSize];
        answer.Clear();
        try
        {
            if (Ask(WorkingFolder, path, 0, WantType, ref MemoryMarshal.GetReference(answer)) != 0) return false;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }

        ushort mode = BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReadUInt16LittleEndian(answer[ModeOffset..])
            : BinaryPrimitives.ReadUInt16BigEndian(answer[ModeOffset..]);
        return (mode & TypeMask) is not (RegularFile or Folder);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ask(int folder, string path, int flags, uint mask, ref byte answer);
}
