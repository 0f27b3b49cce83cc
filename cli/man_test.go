package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// There is a manual page for each command, with all its flags, and no text in it reads as a request to roff.
func TestManual(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "man1")
	succeed(t, nil, "man", dir)
	s, _, _ := ends(nil)
	root, err := newProgram(s, Screen{}).root()
	if err != nil {
		t.Fatal(err)
	}
	requests := " .TH .SH .TP .PP .nf .fi .RS .RE "
	for _, c := range append(manualCommands(root), root) {
		text, err := os.ReadFile(filepath.Join(dir, pageName(c)+".1"))
		if err != nil {
			t.Fatal(err)
		}
		page := string(text)
		for l := range strings.Lines(page) {
			if request, _, _ := strings.Cut(strings.TrimSpace(l), " "); l[0] == '\'' || l[0] == '.' && !strings.Contains(requests, " "+request+" ") {
				t.Errorf("%s: %s", c.Name(), l)
			}
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if !strings.Contains(page, `\fB\-\-`+roff(f.Name)+`\fR`) {
				t.Errorf("%s: no --%s", c.Name(), f.Name)
			}
		})
		if !strings.Contains(page, roff(c.CommandPath())) || !strings.Contains(page, roff(c.Short)) {
			t.Errorf("%s: no synopsis in\n%s", c.Name(), page)
		}
	}
	if r := run(t, nil, "man"); r.code != misused {
		t.Errorf("without a directory it ends with %d", r.code)
	}
	release, err := os.ReadFile("../.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range append(manualCommands(root), root) {
		if !strings.Contains(string(release), "man/"+pageName(c)+".1\n") {
			t.Errorf("the Homebrew cask lacks man/%s.1", pageName(c))
		}
	}
}
