using System;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>
/// Floats between two unreadable pages, touching one of them. A read or write past that end kills the test process, which is a failed
/// run: nothing softer can see a stray read.
/// </summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int ReadWrite = 3;
    private const int Private = 2;

    private readonly nint _start;
    private readonly nuint _bytes;
    private readonly float* _data;
    private readonly int _length;

    /// <param name="data">What the memory is to hold.</param>
    /// <param name="atEnd">Whether the data ends where the unreadable page begins, or begins where it ends.</param>
    public GuardedMemory(ReadOnlySpan<float> data, bool atEnd)
    {
        SkipWhereMissing();
        nuint page = (nuint)Environment.SystemPageSize;
        nuint used = (((nuint)data.Length * sizeof(float)) + page - 1) / page * page;
        _bytes = used + (2 * page);
        int anonymous = OperatingSystem.IsMacOS() ? 0x1000 : 0x20;
        _start = Map(0, _bytes, ReadWrite, Private | anonymous, -1, 0);
        if (_start == -1 || Protect(_start, page, 0) != 0 || Protect(_start + (nint)(page + used), page, 0) != 0)
        {
            throw new Win32Exception();
        }

        byte* first = (byte*)_start + page;
        _data = (float*)(atEnd ? first + used - ((nuint)data.Length * sizeof(float)) : first);
        _length = data.Length;
        data.CopyTo(Span);
    }

    public Span<float> Span => new(_data, _length);

    public static void SkipWhereMissing() => Skip.If(OperatingSystem.IsWindows(), "Guard pages are made with mmap, which Windows lacks.");

    public void Dispose()
    {
        if (Unmap(_start, _bytes) != 0)
        {
            throw new Win32Exception();
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);
}
