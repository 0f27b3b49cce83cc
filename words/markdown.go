package words

import "strings"

// Prose is a line of text in which nothing is taken for Markdown.
func Prose(s string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "|", `\|`).Replace(s)
}

// Verbatim is a line of text as Markdown's code, whatever signs it has; empty where there is none.
func Verbatim(s string) string {
	if s == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if fence != "`" {
		s = " " + s + " "
	}
	return fence + s + fence
}
