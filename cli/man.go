package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const aboutMan = `Write the manual pages of ecscope and of each command to a directory, which is created if it doesn't exist:

  ecscope man ~/.local/share/man/man1 && man ecscope-logs`

func manCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use: "man directory", Short: "Write the manual pages", Long: aboutMan,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &usage{fmt.Sprintf("man takes one directory, not %d words", len(args)), "usage: ecscope man directory"}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			if p.output != "" {
				return misuse("man writes pages and doesn't take %s", p.output)
			}
			return writeManual(c.Root(), args[0])
		},
	}
}

// writeManual writes a page for the root command and for each of its commands.
func writeManual(root *cobra.Command, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("create the directory for the manual pages: %w", err)
	}
	var errs []error
	for _, c := range append([]*cobra.Command{root}, manualCommands(root)...) {
		file := filepath.Join(dir, pageName(c)+".1")
		if err := os.WriteFile(file, []byte(manualPage(c)), 0o644); err != nil {
			errs = append(errs, fmt.Errorf("write a manual page: %w", err))
		}
	}
	return errors.Join(errs...)
}

// manualCommands are the commands that have a page.
func manualCommands(root *cobra.Command) []*cobra.Command {
	return slices.DeleteFunc(slices.Clone(root.Commands()), func(c *cobra.Command) bool { return !c.IsAvailableCommand() || c.Name() == "help" })
}

// pageName is the name of a command's page: ecscope-logs.
func pageName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// manualPage is the page of a command in the macros of man(7).
func manualPage(c *cobra.Command) string {
	var b strings.Builder
	heading := func(name string) { fmt.Fprintf(&b, ".SH %s\n", name) }
	fmt.Fprintf(&b, ".TH %s 1 \"\" ecscope \"ecscope manual\"\n", strings.ToUpper(roff(pageName(c))))
	heading("NAME")
	fmt.Fprintf(&b, "%s \\- %s\n", roff(pageName(c)), roff(c.Short))
	heading("SYNOPSIS")
	fmt.Fprintf(&b, ".nf\n%s\n.fi\n", roff(c.UseLine()))
	heading("DESCRIPTION")
	b.WriteString(roffText(longOf(c)))
	if c.HasExample() {
		heading("EXAMPLES")
		b.WriteString(roffText(c.Example))
	}
	if all := manualCommands(c); len(all) > 0 {
		heading("COMMANDS")
		for _, sub := range all {
			fmt.Fprintf(&b, ".TP\n\\fB%s\\fR\n%s\n", roff(sub.UseLine()), roff(sub.Short))
		}
	}
	if c.LocalFlags().HasAvailableFlags() {
		heading("OPTIONS")
		b.WriteString(roffFlags(c.LocalFlags()))
	}
	if c.InheritedFlags().HasAvailableFlags() {
		heading("COMMON OPTIONS")
		b.WriteString(roffFlags(c.InheritedFlags()))
	}
	if !c.HasParent() {
		heading("EXIT STATUS")
		for _, e := range exitCodes() {
			fmt.Fprintf(&b, ".TP\n\\fB%s\\fR\n%s\n", e[0], roff(e[1]))
		}
		heading("FILES")
		fmt.Fprintf(&b, ".TP\n\\fI$XDG_CONFIG_HOME/ecscope/config.yaml\\fR\nthe settings; \\fBecscope config\\fR prints which are in force\n")
	}
	heading("SEE ALSO")
	b.WriteString(seeAlso(c))
	return b.String()
}

// longOf is what a command's help says before its flags; the help of some is made when it is asked for.
func longOf(c *cobra.Command) string {
	if c.Name() == "sim" {
		return aboutSim + incidents()
	}
	if c.Long == "" {
		return c.Short + "."
	}
	return c.Long
}

// exitCodes are the exit codes that every command may end with.
func exitCodes() [][2]string {
	return [][2]string{
		{"0", "done"}, {"1", "failed, or something could not be read"}, {"2", "bad usage"},
		{"3", "unhealthy: why, problems, lint, doctor and exec --check found what they look for"},
		{"4", "refused: nothing was changed"}, {"130", "interrupted"},
	}
}

func seeAlso(c *cobra.Command) string {
	var names []string
	if c.HasParent() {
		names = append(names, pageName(c.Parent()))
	}
	if !c.HasParent() {
		for _, sub := range manualCommands(c) {
			names = append(names, pageName(sub))
		}
	}
	for i, n := range names {
		names[i] = "\\fB" + roff(n) + "\\fR(1)"
	}
	return strings.Join(names, ", ") + "\n"
}

// roffFlags are flags, each with what it does.
func roffFlags(flags *pflag.FlagSet) string {
	var b strings.Builder
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, does := pflag.UnquoteUsage(f)
		name := "\\fB\\-\\-" + roff(f.Name) + "\\fR"
		if f.Shorthand != "" {
			name = "\\fB\\-" + f.Shorthand + "\\fR, " + name
		}
		if value != "" {
			name += " \\fI" + roff(value) + "\\fR"
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" && f.DefValue != "0s" && f.DefValue != "[]" {
			does += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(&b, ".TP\n%s\n%s\n", name, roff(does))
	})
	return b.String()
}

// roffText is text in paragraphs, in which indented lines stay as they are.
func roffText(text string) string {
	var b strings.Builder
	verbatim := false
	for l := range strings.SplitSeq(strings.Trim(text, "\n"), "\n") {
		indented := strings.HasPrefix(l, "  ")
		if indented != verbatim && l != "" {
			verbatim = indented
			b.WriteString(map[bool]string{true: ".PP\n.nf\n.RS\n", false: ".RE\n.fi\n"}[verbatim])
		}
		switch {
		case l == "" && !verbatim:
			b.WriteString(".PP\n")
		case l != "":
			b.WriteString(roff(strings.TrimPrefix(l, "  ")) + "\n")
		}
	}
	if verbatim {
		b.WriteString(".RE\n.fi\n")
	}
	return b.String()
}

// roff is a line in which nothing is taken for a request or an escape.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "…", "...", "→", "->").Replace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	return text
}
