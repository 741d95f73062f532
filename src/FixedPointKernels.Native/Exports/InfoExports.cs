using System;
using System.Runtime.InteropServices;
using FixedPointKernels.Native.Objects;
using FixedPointKernels.Native.Structs;
using FixedPointKernels.Solving;

namespace FixedPointKernels.Native.Exports;

/// <summary>What the library is, and what went wrong.</summary>
internal static unsafe class InfoExports
{
    /// <summary>Goes up when a caller has to be compiled anew.</summary>
    internal const int AbiVersion = 0;

    [UnmanagedCallersOnly(EntryPoint = "fpk_abi_version")]
    internal static int Abi(int* version)
    {
        try
        {
            Outputs.Clear(version, nameof(version));
            *version = AbiVersion;
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_version")]
    internal static int Version(byte* buffer, long capacity, long* length) =>
        Texts.Give(LibraryVersion.Text, buffer, capacity, length);

    [UnmanagedCallersOnly(EntryPoint = "fpk_last_error")]
    internal static int LastError(byte* buffer, long capacity, long* length) => Texts.Give(Faults.Message, buffer, capacity, length);

    [UnmanagedCallersOnly(EntryPoint = "fpk_code_name")]
    internal static int CodeName(int code, byte* buffer, long capacity, long* length)
    {
        try
        {
            return Texts.Give(Texts.Name((Code)code, "code"), buffer, capacity, length);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_status_name")]
    internal static int StatusName(int status, byte* buffer, long capacity, long* length)
    {
        try
        {
            if (status is < 0 or > byte.MaxValue) Faults.Invalid($"status {status} is unknown to this library.");
            return Texts.Give(Texts.Name((SolveStatus)status, "status"), buffer, capacity, length);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_info_default")]
    internal static int InfoDefault(FpkInfo* info, ulong size)
    {
        try
        {
            Sized.Fill<FpkInfo>(info, size, nameof(info), default);
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "fpk_get_info")]
    internal static int GetInfo(FpkInfo* info)
    {
        try
        {
            _ = Sized.Read<FpkInfo>(info, nameof(info), default);
            Sized.Write(info, Machine.Look());
            return (int)Code.Ok;
        }
        catch (Exception exception)
        {
            return Faults.Report(exception);
        }
    }
}
