using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using AttentionGen.Package.Tests.Infrastructure;
using Xunit;

namespace AttentionGen.Package.Tests;

/// <summary>What is in the package.</summary>
[Collection(Workplace.Name)]
public sealed partial class ContentTests(Workplace workplace)
{
    private const string Library = "lib/net10.0/AttentionGen.dll";

    [Fact]
    public void HasTheseFiles()
    {
        string root = Repository.PathOf("docs");
        IEnumerable<string> pages = Directory.GetFiles(root, "*.md", SearchOption.AllDirectories)
            .Select(page => "docs/" + Path.GetRelativePath(root, page).Replace('\\', '/'));
        IEnumerable<string> expected =
        [
            "AttentionGen.nuspec", "LICENSE", "README.md", "icon.png", "buildTransitive/AttentionGen.targets", Library, "lib/net10.0/AttentionGen.xml",
            .. Repository.CompilerExtensions.Select(static name => $"analyzers/dotnet/cs/{name}.dll"), .. pages,
        ];
        using ZipArchive archive = ZipFile.OpenRead(workplace.Package);
        IEnumerable<string> actual = archive.Entries.Select(static entry => entry.FullName).Where(static name => !IsEnvelope(name));
        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
        Assert.Contains("AttentionGen.Generator", Repository.CompilerExtensions);
    }

    [Fact]
    public void DescribesItself()
    {
        XElement metadata = XDocument.Parse(Encoding.UTF8.GetString(Workplace.Read(workplace.Package, "AttentionGen.nuspec")).TrimStart('\uFEFF')).Root!.Elements().Single();
        XElement Element(string name) => metadata.Elements().Single(each => each.Name.LocalName == name);
        Assert.Equal("AttentionGen", Element("id").Value);
        Assert.Equal("MIT", Element("license").Value);
        Assert.Equal("expression", Element("license").Attribute("type")!.Value);
        Assert.Equal("README.md", Element("readme").Value);
        Assert.Equal("icon.png", Element("icon").Value);
        Assert.NotEmpty(Element("description").Value);
        Assert.NotEmpty(Element("tags").Value);
        XElement dependencies = Assert.Single(Element("dependencies").Elements());
        Assert.Equal("net10.0", dependencies.Attribute("targetFramework")!.Value);
        Assert.Empty(dependencies.Elements());
        if (Repository.GitFolder is not null)
        {
            Assert.Equal("git", Element("repository").Attribute("type")!.Value);
            Assert.Matches("^[0-9a-f]{40}$", Element("repository").Attribute("commit")!.Value);
        }
    }

    [Fact]
    public void IconIsASmallPicture()
    {
        byte[] icon = Workplace.Read(workplace.Package, "icon.png");
        Assert.Equal("PNG\r\n\x1A\n"u8.ToArray(), icon[1..8]);
        Assert.Equal(128, BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(16)));
        Assert.Equal(128, BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(20)));
        Assert.True(icon.Length < 50_000, $"{icon.Length} bytes");
    }

    [Fact]
    public void LinksLeadToPagesOfThePackageOrToSources()
    {
        using ZipArchive archive = ZipFile.OpenRead(workplace.Package);
        HashSet<string> files = [.. archive.Entries.Select(static entry => entry.FullName)];
        foreach (string page in files.Where(static name => name.EndsWith(".md", StringComparison.Ordinal)))
        {
            foreach (Match link in Link().Matches(Encoding.UTF8.GetString(Workplace.Read(workplace.Package, page))))
            {
                string target = link.Groups[1].Value;
                string path = Path.GetRelativePath("/", Path.GetFullPath(target, "/" + Path.GetDirectoryName(page))).Replace('\\', '/');
                bool isSource = !path.StartsWith("docs/", StringComparison.Ordinal) && Path.Exists(Repository.PathOf(path));
                Assert.True(isSource || files.Contains(path), $"{page} links to {target}");
            }
        }
    }

    // What the compiler loads has nothing beside it but itself and the compiler.
    [Fact]
    public void CompilerExtensionsNeedOnlyTheCompiler()
    {
        string[] known = [.. Repository.CompilerExtensions, "netstandard", "Microsoft.CodeAnalysis", "System."];
        foreach (string name in Repository.CompilerExtensions)
        {
            using var file = new PEReader(new MemoryStream(Workplace.Read(workplace.Package, $"analyzers/dotnet/cs/{name}.dll")));
            MetadataReader metadata = file.GetMetadataReader();
            foreach (string needed in metadata.AssemblyReferences.Select(each => metadata.GetString(metadata.GetAssemblyReference(each).Name)))
            {
                Assert.True(known.Any(each => needed.StartsWith(each, StringComparison.Ordinal)), $"{name} needs {needed}");
            }
        }
    }

    [Fact]
    public void LibraryIsMarkedTrimmable()
    {
        using var file = new PEReader(new MemoryStream(Workplace.Read(workplace.Package, Library)));
        MetadataReader metadata = file.GetMetadataReader();
        IEnumerable<string> attributes = metadata.GetAssemblyDefinition().GetCustomAttributes()
            .Select(each => Encoding.UTF8.GetString(metadata.GetBlobBytes(metadata.GetCustomAttribute(each).Value)));
        Assert.Contains(attributes, static value => value.Contains("\u000BIsTrimmable\u0004True", StringComparison.Ordinal));
    }

    [Fact]
    public void SymbolsAreThoseOfTheLibrary()
    {
        using var file = new PEReader(new MemoryStream(Workplace.Read(workplace.Package, Library)));
        CodeViewDebugDirectoryData expected = file.ReadCodeViewDebugDirectoryData(
            file.ReadDebugDirectory().Single(static entry => entry.Type == DebugDirectoryEntryType.CodeView));
        using MetadataReaderProvider symbols =
            MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(Workplace.Read(workplace.Symbols, "lib/net10.0/AttentionGen.pdb")));
        var id = new BlobContentId(symbols.GetMetadataReader().DebugMetadataHeader!.Id);
        Assert.Equal(expected.Guid, id.Guid);
    }

    // The format's own parts.
    private static bool IsEnvelope(string name) => name is "[Content_Types].xml" || name.StartsWith("_rels/", StringComparison.Ordinal)
        || name.StartsWith("package/", StringComparison.Ordinal);

    // To files: neither to the web nor within the page.
    [GeneratedRegex(@"\]\((?![a-z]+:|#)([^)#\s]+)[^)]*\)")]
    private static partial Regex Link();
}
