package words

import "strings"

// Constant says a constant of an API as people do: "in progress" for IN_PROGRESS.
func Constant(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", " ")) }
