namespace Signet.Cli.Commands.Completion;

/// <summary>
/// The scripts that shells load. Each hands the words typed so far to the hidden command <c>@COMPLETE@</c> and reads
/// candidates, one a line, and last a directive: <c>:4</c> for "nothing else", <c>:0</c> for "file names too".
/// </summary>
internal static class ShellScripts
{
    public const string Bash = """
        # bash completion for signet

        _signet_completion() {
            local cur cword line value directive=0
            local -a words lines=() descriptions=()
            if declare -F _get_comp_words_by_ref >/dev/null 2>&1; then
                _get_comp_words_by_ref -n =: cur words cword
            else
                words=("${COMP_WORDS[@]}") cword=$COMP_CWORD cur=${COMP_WORDS[COMP_CWORD]}
            fi
            COMPREPLY=()
            while IFS= read -r line; do
                lines+=("$line")
            done < <("${words[0]}" @COMPLETE@ "${words[@]:1:cword-1}" "$cur" 2>/dev/null)
            for line in "${lines[@]}"; do
                if [[ $line == :* ]]; then
                    directive=${line#:}
                    continue
                fi
                value=${line%%$'\t'*}
                [[ $value == "$cur"* ]] || continue
                COMPREPLY+=("$value")
                if [[ $line == *$'\t'* ]]; then
                    descriptions+=("$value  (${line#*$'\t'})")
                else
                    descriptions+=("$value")
                fi
            done
            # Descriptions are only for choosing among several; a single candidate is inserted as it is.
            if ((${#COMPREPLY[@]} > 1)); then
                COMPREPLY=("${descriptions[@]}")
            elif ((${#COMPREPLY[@]} == 0 && (directive & 4) == 0)); then
                compopt -o default 2>/dev/null
            fi
            if declare -F __ltrim_colon_completions >/dev/null 2>&1; then
                __ltrim_colon_completions "$cur"
            fi
        }

        complete -F _signet_completion signet

        """;

    public const string Zsh = """
        #compdef signet
        # zsh completion for signet

        _signet() {
            local line directive=0
            local -a candidates
            while IFS= read -r line; do
                if [[ $line == :* ]]; then
                    directive=${line#:}
                    continue
                fi
                local value=${line%%$'\t'*}
                value=${value//:/\\:}
                if [[ $line == *$'\t'* ]]; then
                    candidates+=("$value:${line#*$'\t'}")
                else
                    candidates+=("$value")
                fi
            done < <("${words[1]}" @COMPLETE@ "${(@)words[2,CURRENT-1]}" "${words[CURRENT]}" 2>/dev/null)
            if (( ${#candidates} )); then
                _describe 'signet' candidates
            elif (( (directive & 4) == 0 )); then
                _files
            fi
        }

        # Loaded with source or eval it registers itself; from fpath it is the function's body.
        if [[ $funcstack[1] == _signet ]]; then
            _signet "$@"
        else
            compdef _signet signet
        fi

        """;

    public const string Fish = """
        # fish completion for signet

        function __signet_complete
            set -l words (commandline -opc)
            set -l current (commandline -ct)
            set -l answer ($words[1] @COMPLETE@ $words[2..-1] "$current" 2>/dev/null)
            set -l directive 0
            set -l found 0
            for line in $answer
                if string match -q -r '^:\d+$' -- $line
                    set directive (string sub -s 2 -- $line)
                else
                    set found 1
                    printf '%s\n' $line
                end
            end
            if test $found -eq 0 -a (math "floor($directive / 4) % 2") -eq 0
                __fish_complete_path "$current"
            end
        end

        complete -c signet -e
        complete -c signet -f -a '(__signet_complete)'

        """;

    public const string PowerShell = """
        # PowerShell completion for signet

        Register-ArgumentCompleter -Native -CommandName 'signet' -ScriptBlock {
            param($WordToComplete, $CommandAst, $CursorPosition)
            $words = @($CommandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $CursorPosition } |
                ForEach-Object { $_.Extent.Text })
            if ($words.Count -eq 0) { return }
            $program = $words[0]
            $before = @($words | Select-Object -Skip 1)
            # Older versions drop an empty argument when they start a native program: quote it for them.
            $current = if ($WordToComplete -eq '' -and $PSVersionTable.PSVersion -lt [version]'7.3') { '""' } else { $WordToComplete }
            $directive = 0
            $found = @()
            foreach ($line in (& $program @COMPLETE@ @before $current 2>$null)) {
                if ($line -match '^:(\d+)$') { $directive = [int]$Matches[1]; continue }
                $value, $text = $line -split "`t", 2
                if (-not $text) { $text = $value }
                $found += [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $text)
            }
            if ($found.Count -eq 0 -and ($directive -band 4)) { return '' }
            $found
        }

        """;
}
