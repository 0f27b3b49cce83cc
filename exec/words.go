package exec

import "strings"

// Quote makes one command line of words. It is read back alike by a POSIX shell, by `sh -c` and by the agent of ECS Exec,
// which splits it itself without a shell (amazon-ssm-agent in container mode, github.com/google/shlex).
func Quote(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = quote(w)
	}
	return strings.Join(quoted, " ")
}

func quote(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("@%_+=:,./-", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// AnyShell is the command line of a shell where none was chosen: bash where the image has it, else sh.
func AnyShell() string {
	return Quote([]string{"/bin/sh", "-c", "command -v bash >/dev/null 2>&1 && exec bash; exec sh"})
}
