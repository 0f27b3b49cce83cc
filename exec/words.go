package exec

import (
	"strings"

	"github.com/ecscope/ecscope/words"
)

// Quote makes one command line of words. It is read back alike by a POSIX shell, by `sh -c` and by the agent of ECS Exec,
// which splits it itself without a shell (amazon-ssm-agent in container mode, github.com/google/shlex).
func Quote(all []string) string { return words.Shell(all...) }

// windowsShell is the shell of Windows containers.
const windowsShell = "powershell.exe"

// windowsLine makes one command line of words as programs on Windows take it apart (CommandLineToArgvW).
func windowsLine(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = w
		if w == "" || strings.ContainsAny(w, " \t\n\v\"") {
			quoted[i] = windowsQuote(w)
		}
	}
	return strings.Join(quoted, " ")
}

// windowsQuote quotes a word: backslashes count only before a quotation mark.
func windowsQuote(word string) string {
	var b strings.Builder
	b.WriteByte('"')
	slashes := 0
	for _, r := range word {
		switch r {
		case '\\':
			slashes++
		case '"':
			b.WriteString(strings.Repeat("\\", slashes+1))
			slashes = 0
		default:
			slashes = 0
		}
		b.WriteRune(r)
	}
	b.WriteString(strings.Repeat("\\", slashes) + "\"")
	return b.String()
}
