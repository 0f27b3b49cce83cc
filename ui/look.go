package ui

import (
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/charmbracelet/colorprofile"

	"github.com/ecscope/ecscope/ui/theme"
)

// environOf is the environment that tells what the terminal can do.
func environOf(s Start) []string {
	if s.Environ == nil {
		return os.Environ()
	}
	return s.Environ
}

// lookOf is how the settings, and what is known of the terminal, want the program to look.
func lookOf(s Start) theme.Look {
	of := s.Settings.Look
	l := theme.Look{Fixed: of.Theme == "dark" || of.Theme == "light", Dark: of.Theme != "light", ASCII: of.Glyphs == "ascii"}
	switch of.Colors {
	case "safe":
		l.Colors = theme.Safe
	case "high":
		l.Colors = theme.High
	}
	if of.Glyphs == "" || of.Glyphs == "auto" {
		l.ASCII = onlyASCII(environOf(s), runtime.GOOS)
	}
	return l
}

// onlyASCII says whether the environment is that of a terminal without our signs: its locale is not UTF-8, or it is the console
// of Linux, a real terminal, or none at all.
func onlyASCII(environ []string, system string) bool {
	of := map[string]string{}
	for _, e := range environ {
		name, value, _ := strings.Cut(e, "=")
		of[name] = value
	}
	if term := of["TERM"]; term == "linux" || term == "dumb" || strings.HasPrefix(term, "vt") {
		return true
	}
	if system == "windows" {
		return false
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := strings.ToLower(of[name]); value != "" {
			return !strings.Contains(value, "utf-8") && !strings.Contains(value, "utf8")
		}
	}
	return false // nothing is known of it
}

// profileOf is how many colours the terminal has, and whether the settings say so.
func profileOf(s Start, out io.Writer, environ []string) (p colorprofile.Profile, forced bool) {
	p = colorprofile.Detect(out, environ)
	switch s.Settings.Look.Colors {
	case "16":
		return min(p, colorprofile.ANSI), true
	case "none":
		return min(p, colorprofile.ASCII), true
	}
	return p, false
}
