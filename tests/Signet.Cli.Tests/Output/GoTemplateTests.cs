using System.Text;
using System.Text.Json;
using Signet.Cli.Output.GoTemplates;

namespace Signet.Cli.Tests.Output;

/// <summary>
/// Templates as Go carries them out. The expected texts are what <c>oras</c> 1.3.3 prints for them, but for whole numbers
/// (see <see cref="GoValue"/>); Signet.Interop.Tests runs the common ones against it.
/// </summary>
public sealed class GoTemplateTests
{
    private const string Data = """
        {"reference":"h/r@sha256:4fb7","digest":"sha256:4fb741d1","size":5000000,"small":-7,"real":1.5,"nothing":null,"yes":true,
         "annotations":{"b":"2","a.b/c":"1","html":"<a>&é"},
         "referrers":[{"digest":"d1","artifactType":"sbom/x","referrers":[]},{"digest":"d2","artifactType":"sig/x","referrers":[{"digest":"d3"}]}]}
        """;

    public static TheoryData<string, string> Outputs => new()
    {
        { "", "" },
        { "plain } text", "plain } text" },
        { "{{.digest}}", "sha256:4fb741d1" },
        { "{{ .digest }}{{.yes}}{{.real}}{{.small}}", "sha256:4fb741d1true1.5-7" },
        { "{{.size}}", "5000000" },
        { "{{.nope}} {{.nope.more}} {{.nothing}}", "<no value> <no value> <no value>" },
        { "{{$.digest | len}}", "15" },
        { "{{.annotations}}", "map[a.b/c:1 b:2 html:<a>&é]" },
        { "{{.referrers}}", "[map[artifactType:sbom/x digest:d1 referrers:[]] map[artifactType:sig/x digest:d2 referrers:[map[digest:d3]]]]" },
        { "{{index .annotations \"a.b/c\"}} {{index .referrers 1 \"digest\"}} {{(index .referrers 0).digest}}", "1 d2 d1" },
        { "{{index .annotations \"nope\"}}{{index .digest 0}}", "<no value>115" },
        { "{{range .referrers}}[{{.digest}}]{{else}}none{{end}}", "[d1][d2]" },
        { "{{range .nope}}x{{else}}none{{end}}", "none" },
        { "{{range $i, $r := .referrers}}{{if $i}},{{end}}{{$i}}={{$r.digest}}{{end}}", "0=d1,1=d2" },
        { "{{range $k, $v := .annotations}}{{$k}}:{{$v}};{{end}}", "a.b/c:1;b:2;html:<a>&é;" },
        { "{{range $r := .referrers}}{{$r.digest}}{{break}}{{end}}{{range .referrers}}{{continue}}x{{end}}", "d1" },
        { "{{range 3}}{{.}}{{end}}", "012" },
        { "{{if .nope}}a{{else if eq .digest \"x\"}}b{{else}}c{{end}}", "c" },
        { "{{if and .digest (not .nope)}}y{{end}}{{if or .nope .digest}}z{{end}}", "yz" },
        { "{{with .annotations}}{{.b}}{{else}}none{{end}}{{with .nope}}x{{else}}none{{end}}", "2none" },
        { "{{with $x := .digest}}{{$x}}{{end}}{{$a := 1}}{{$a = 2}}{{$a}}", "sha256:4fb741d12" },
        { "{{$x := 1}}{{range .referrers}}{{$x = .digest}}{{$y := 2}}{{end}}{{$x}}", "d2" },
        { "{{eq .digest \"a\" \"sha256:4fb741d1\"}} {{ne 1 2}} {{lt 1 2}} {{le \"a\" \"a\"}} {{gt .size 1}} {{ge 1 2}}", "true true true true true false" },
        { "{{eq .size 5000000}} {{eq .size 5e6}} {{eq .nope .nothing}}", "true true true" },
        { "{{and 1 0}} {{or 0 5}} {{not true}}", "0 5 false" },
        { "{{print 1 2}}|{{print \"a\" 1 \"b\"}}|{{println 1 \"a\" 2}}|{{println}}", "1 2|a1b|1 a 2\n|\n" },
        { "{{printf \"%s %d %v %q %x\" .digest .size .size \"q\\\"\" \"hi\"}}", "sha256:4fb741d1 5000000 5000000 \"q\\\"\" 6869" },
        { "{{printf \"%5s|%-5s|%05d|%+d|%X|%t|%%|%c|%.3s|%8.3f\" \"a\" \"b\" 42 3 \"hi\" false 65 \"abcdef\" 3.14159}}", "    a|b    |00042|+3|6869|false|%|A|abc|   3.142" },
        { "{{printf \"%d\" \"a\"}} {{printf \"%s\" 1}} {{printf \"%z\" 1}} {{printf \"%d\"}} {{printf \"a\" 1}} {{printf \"%x\" 255}} {{printf \"%q\" 65}}", "%!d(string=a) %!s(int=1) %!z(int=1) %!d(MISSING) a%!(EXTRA int=1) ff 'A'" },
        { "{{printf \"%v\" .nope}} {{printf \"%06d\" .small}} {{printf \"%v\" .referrers}}", "<nil> -00007 [map[artifactType:sbom/x digest:d1 referrers:[]] map[artifactType:sig/x digest:d2 referrers:[map[digest:d3]]]]" },
        { "{{1234567.0}} {{12345.5}} {{1e21}} {{123456789012}} {{0x10}} {{1_000}} {{0b11}} {{017}} {{-3}} {{0.00001}}", "1.234567e+06 12345.5 1e+21 123456789012 16 1000 3 15 -3 1e-05" },
        { "{{\"\\u00e9\\x41\\n\"}}{{`raw\\n`}}{{'a'}}", "éA\nraw\\n97" },
        { "a{{ 1 -}}   b   {{- 2 }}c {{/* x }} */}}d{{- /* y */ -}}  e", "a1b2c de" },
        { "{{.digest | trimPrefix \"sha256:\" | trunc 4}} {{.digest | upper}} {{.digest | trunc -4}}", "4fb7 SHA256:4FB741D1 41d1" },
        { "{{toJson .annotations}} {{.annotations | toRawJson}}", "{\"a.b/c\":\"1\",\"b\":\"2\",\"html\":\"\\u003ca\\u003e\\u0026é\"} {\"a.b/c\":\"1\",\"b\":\"2\",\"html\":\"<a>&é\"}" },
        { "{{toPrettyJson (index .referrers 0)}}", "{\n  \"artifactType\": \"sbom/x\",\n  \"digest\": \"d1\",\n  \"referrers\": []\n}" },
        { "{{.nope | default \"d\"}} {{join \",\" (splitList \":\" .digest)}} {{quote .digest 1}} {{(first .referrers).digest}} {{(last .referrers).digest}}", "d sha256,4fb741d1 \"sha256:4fb741d1\" \"1\" d1 d2" },
        { "{{hasPrefix \"sha\" .digest}} {{contains \"x\" \"abc\"}} {{replace \"a\" \"b\" \"aaa\"}} {{hasKey .annotations \"b\"}}", "true false bbb true" },
        { "{{ range .referrers }}{{ range .referrers }}{{ .digest }}{{ end }}{{ end }}", "d3" },
        { "{{(.digest)}}{{((index .referrers 0).artifactType | printf \"%s\")}}", "sha256:4fb741d1sbom/x" },
        { "{{ .annotations\n  | len }}", "3" },
    };

    public static TheoryData<string, string> Faults => new()
    {
        { "{{nofunc .x}}", "1: function \"nofunc\" not defined. Signet has: and " },
        { "\n{{slice .digest 0 1}}", "2: function \"slice\" not defined" },
        { "{{if}}", "missing value for if" },
        { "{{}}", "missing value for command" },
        { "{{.digest", "unclosed action" },
        { "{{/* x", "unclosed comment" },
        { "{{/* x */ y}}", "comment ends before closing delimiter" },
        { "{{\"a}}", "unterminated quoted string" },
        { "{{'ab'}}", "invalid constant" },
        { "{{\"\\z\"}}", "invalid constant" },
        { "{{1x}}", "bad number syntax" },
        { "{{end}}", "unexpected {{end}}" },
        { "{{else}}", "unexpected {{else}}" },
        { "{{if true}}", "an {{end}} is missing" },
        { "{{if true}}{{else}}{{else}}{{end}}", "expected end; found {{else}}" },
        { "{{break}}", "{{break}} outside {{range}}" },
        { "{{$x}}", "undefined variable \"$x\"" },
        { "{{if true}}{{$x := 1}}{{end}}{{$x}}", "undefined variable \"$x\"" },
        { "{{$x = 1}}", "undefined variable \"$x\"" },
        { "{{define \"x\"}}{{end}}", "{{define}} is not available in signet" },
        { "{{template \"x\"}}", "{{template}} is not available in signet" },
        { "{{.a | 1}}", "non executable command in pipeline stage 2" },
        { "{{.a |}}", "missing value after |" },
        { "{{(.a}}", "unexpected \"}}\" in parenthesized pipeline" },
        { "{{.a)}}", "unexpected \")\" in command" },
        { "{{#}}", "unexpected character \"#\"" },
        { "{{\u001b}}", "unexpected character \"\\x1b\"" },
        { "{{.digest.x}}", "can't evaluate field x in a string" },
        { "{{.referrers.digest}}", "can't evaluate field digest in a []interface {}" },
        { "{{1 | .digest}}", "digest is not a method but has arguments" },
        { "{{. 1}}", "can't give argument to non-function" },
        { "{{nil}}", "nil is not a command" },
        { "{{index .referrers 9}}", "error calling index: index out of range: 9" },
        { "{{index .referrers \"a\"}}", "cannot index slice/array with type string" },
        { "{{index .nope 0}}", "index of untyped nil" },
        { "{{range .real}}{{end}}", "range can't iterate over a float64" },
        { "{{range .digest}}{{end}}", "range can't iterate over a string" },
        { "{{len 3}}", "error calling len: len of type int" },
        { "{{eq \"a\" 1}}", "incompatible types for comparison: string and int" },
        { "{{lt \"a\" 1}}", "incompatible types for comparison" },
        { "{{eq .referrers .referrers}}", "invalid type for comparison" },
        { "{{not}}", "wrong number of args for not: want 1 got 0" },
        { "{{and}}", "wrong number of args for and: want at least 1 got 0" },
        { "{{printf 1}}", "expected string; got int" },
        { "{{printf \"%*d\" 1 2}}", "printf takes no width or argument number from arguments" },
        { "{{printf \"%99999d\" 1}}", "a width or precision of more than 1000" },
    };

    [Theory]
    [MemberData(nameof(Outputs))]
    public void A_template_gives_what_Go_gives(string template, string expected) => Assert.Equal(expected, Run(template));

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_cannot_be_done_is_said(string template, string message)
    {
        var fault = Assert.Throws<TemplateException>(() => Run(template));
        Assert.StartsWith("template: format output:", fault.Message, StringComparison.Ordinal);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Endless =>
    [
        "{{range 100000000}}{{end}}",
        "{{range 10000}}{{range 10000}}x{{end}}{{end}}",
        "{{$a := \"xxxxxxxxxxxxxxxx\"}}{{range 64}}{{$a = print $a $a}}{{end}}",
        "{{$a := \"a\"}}{{range 64}}{{$a = replace \"a\" \"aaaaaaaaaaaaaaaaaaaa\" $a}}{{end}}",
        "{{$a := \"aaaaaaaa\"}}{{range 20}}{{$a = print $a $a}}{{end}}{{len (splitList \"a\" $a)}}",
        new string('(', 0) + "{{" + new string('(', 5000) + "1" + new string(')', 5000) + "}}",
        string.Concat(Enumerable.Repeat("{{if true}}", 5000)) + string.Concat(Enumerable.Repeat("{{end}}", 5000)),
        "{{if false}}" + string.Concat(Enumerable.Repeat("{{else if false}}", 3000)) + "{{end}}",
        new string('x', TemplateLimits.TemplateLength + 1),
    ];

    [Theory]
    [MemberData(nameof(Endless))]
    public void Hostile_templates_end_in_an_error(string template) =>
        Assert.Throws<TemplateException>(() => Run(template));

    /// <summary>Pieces thrown together: an output or a <see cref="TemplateException"/>, nothing else, and always the same.</summary>
    [Fact]
    public void Hostile_pieces_give_an_output_or_an_error()
    {
        string[] pieces =
        [
            "{{", "}}", "{{-", "-}}", " ", "\n", ".", ".digest", ".referrers", "$", "$x", ":=", "=", "|", "(", ")", ",", "1", "-", "0x",
            "1e", "\"", "\"a\"", "`", "'", "'a'", "/*", "*/", "if", "else", "end", "range", "with", "break", "continue", "printf", "%", "\"%d\"",
            "index", "len", "and", "or", "not", "eq", "print", "toJson", "nil", "true", "text", "\ud800", "\0", "é", "trunc", "splitList",
        ];
        var random = new Random(20260101);
        var outputs = 0;
        for (var i = 0; i < 30_000; i++)
        {
            var template = new StringBuilder(random.Next(3) == 0 ? "" : "{{");
            for (var n = random.Next(1, 14); n > 0; n--)
            {
                template.Append(pieces[random.Next(pieces.Length)]).Append(random.Next(2) == 0 ? " " : "");
            }

            var text = template.Append(random.Next(3) == 0 ? "" : "}}").ToString();
            var first = RunOrFault(text);
            Assert.Equal(first, RunOrFault(text));
            outputs += first.StartsWith("output", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.InRange(outputs, 500, 29_000);
    }

    private static string RunOrFault(string template)
    {
        try
        {
            return "output" + Run(template);
        }
        catch (TemplateException e)
        {
            return "fault" + e.Message;
        }
    }

    private static string Run(string template)
    {
        using var document = JsonDocument.Parse(Data);
        return GoTemplate.Parse(template).Execute(document.RootElement);
    }
}
