using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;

namespace AttentionGen.Package.Tests.Infrastructure;

/// <summary>A project as <c>dotnet new</c> makes it.</summary>
internal sealed class UserProject
{
    private readonly Workplace _workplace;

    public UserProject(Workplace workplace, string template, string name)
    {
        _workplace = workplace;
        Name = name;
        Folder = Path.Combine(workplace.Folder, name);
        workplace.DotNet(workplace.Folder, "new", template, "--name", name, "--output", name, "--no-restore").Succeeded();
        foreach (string source in Directory.GetFiles(Folder, "*.cs"))
        {
            System.IO.File.Delete(source);
        }
    }

    public string Name { get; }

    public string Folder { get; }

    public string File(params string[] path) => Path.Combine([Folder, .. path]);

    /// <summary>Puts in sources of the tests.</summary>
    public UserProject With(params string[] sources)
    {
        foreach (string source in sources)
        {
            System.IO.File.Copy(source, File(Path.GetFileName(source)));
        }

        return this;
    }

    /// <summary>Puts in a source of the folder Consumers.</summary>
    public UserProject WithConsumer(params string[] names) =>
        With([.. names.Select(static name => Repository.PathOf("tests", "AttentionGen.Package.Tests", "Consumers", name))]);

    /// <summary>Adds the package under test.</summary>
    public UserProject WithPackage() => WithReference($"<PackageReference Include=\"AttentionGen\" Version=\"{_workplace.Version}\" />");

    /// <summary>Adds a line to the project's references.</summary>
    public UserProject WithReference(string line) => Insert($"<ItemGroup>{line}</ItemGroup>");

    public UserProject WithProperty(string name, string value) => Insert($"<PropertyGroup><{name}>{value}</{name}></PropertyGroup>");

    public UserProject WithTarget(string xml) => Insert(xml);

    public Command DotNet(params IEnumerable<string> arguments) => _workplace.DotNet(Folder, arguments);

    /// <summary>Builds without a warning.</summary>
    public UserProject Build(params IEnumerable<string> arguments)
    {
        Command build = DotNet(["build", "-c", "Release", .. arguments]).Succeeded();
        Assert.Empty(build.Warnings);

        // Not one of another feed that happens to have the same version.
        string used = Path.Combine(_workplace.Cache, "attentiongen", _workplace.Version, Path.GetFileName(_workplace.Package).ToLowerInvariant());
        Assert.Equal(System.IO.File.ReadAllBytes(_workplace.Package), System.IO.File.ReadAllBytes(used));
        return this;
    }

    /// <summary>The files in the folder of the built program.</summary>
    public IEnumerable<string> Output() => Directory
        .GetFiles(File("bin", "Release", "net10.0"), "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(File("bin", "Release", "net10.0"), path))
        .Order(StringComparer.Ordinal);

    private UserProject Insert(string xml)
    {
        string path = File(Name + ".csproj");
        System.IO.File.WriteAllText(path, System.IO.File.ReadAllText(path).Replace("</Project>", xml + "\n</Project>", StringComparison.Ordinal));
        return this;
    }
}
