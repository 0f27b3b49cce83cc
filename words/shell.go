package words

import "strings"

// Shell makes one command line of words. A POSIX shell reads it back alike, and so does the agent of ECS Exec, which splits
// it itself without a shell (amazon-ssm-agent in container mode, github.com/google/shlex).
func Shell(all ...string) string {
	quoted := make([]string, len(all))
	for i, w := range all {
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
