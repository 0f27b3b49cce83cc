package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// distribution is what the tests want to know of .goreleaser.yaml.
type distribution struct {
	Before struct{ Hooks []string }
	Builds []struct {
		Env, Goos, Goarch, Flags, Ldflags []string
		Timestamp                         string `yaml:"mod_timestamp"`
	}
	Archives []struct{ Files []struct{ Src string } }
	Packages []struct {
		Formats  []string
		Contents []struct{ Src, Dst string }
	} `yaml:"nfpms"`
	Casks []struct {
		Completions map[string]string
		Manpages    []string
	} `yaml:"homebrew_casks"`
	SBOMs []struct {
		Cmd, Artifacts string
		Args           []string
	} `yaml:"sboms"`
	Images []struct {
		Dockerfile string
		Platforms  []string
		Extra      []string `yaml:"extra_files"`
	} `yaml:"dockers_v2"`
}

func readDistribution(t *testing.T) distribution {
	t.Helper()
	var d distribution
	if err := yaml.Unmarshal(text(t, ".goreleaser.yaml"), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Builds) != 1 || len(d.Archives) != 1 || len(d.Packages) != 1 || len(d.Casks) != 1 || len(d.SBOMs) != 1 || len(d.Images) != 1 {
		t.Fatalf("not one of each: %+v", d)
	}
	return d
}

func text(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What is released is built as .ci/run builds it, for the same systems, and names its SBOM's maker as .ci/run installs it.
func TestReleaseIsBuiltAsChecked(t *testing.T) {
	t.Parallel()
	d, run := readDistribution(t), string(text(t, ".ci/run"))
	b := d.Builds[0]
	var systems []string
	for _, system := range b.Goos {
		for _, arch := range b.Goarch {
			systems = append(systems, system+"/"+arch)
		}
	}
	if want := `systems="` + strings.Join(systems, " ") + `"`; len(systems) != 6 || !strings.Contains(run, want+"\n") {
		t.Errorf(".ci/run has no %s", want)
	}
	ldflags := strings.Join(b.Ldflags, " ")
	if want := `ldflags="` + ldflags + `"`; !strings.Contains(ldflags, "-s -w") || !strings.Contains(run, want+"\n") {
		t.Errorf(".ci/run has no %s", want)
	}
	want := strings.Join(b.Env, " ") + " go build " + strings.Join(b.Flags, " ") + ` -ldflags "$ldflags"`
	if !slices.Contains(b.Flags, "-trimpath") || !slices.Contains(b.Env, "CGO_ENABLED=0") || b.Timestamp == "" || !strings.Contains(run, want) {
		t.Errorf(".ci/run has no %s, or it is not reproducible", want)
	}
	for _, variable := range regexp.MustCompile(`-X[ =]\S+`).FindAllString(ldflags, -1) {
		t.Errorf("%s: the go command records the version; no variable holds it", variable)
	}
	if s := d.SBOMs[0]; s.Artifacts != "binary" || s.Cmd != "cyclonedx-gomod" || s.Args[0] != "bin" || !strings.Contains(run, `/`+s.Cmd+`" bin -json`) {
		t.Errorf("the SBOM is not the one that .ci/run checks: %+v", s)
	}
}

// Every file that a package, an archive or the image takes is in the repository, or made by a hook before.
func TestReleaseFilesExist(t *testing.T) {
	t.Parallel()
	d := readDistribution(t)
	made := map[string]bool{}
	for _, hook := range d.Before.Hooks {
		if _, file, ok := strings.Cut(hook, ">"); ok {
			made[strings.TrimSuffix(file, `"`)] = true
		}
		if dir, ok := strings.CutPrefix(hook, "go run . man "); ok { // that the pages are those of all commands is tested beside them
			for _, page := range d.Casks[0].Manpages {
				made[dir+"/"+filepath.Base(page)] = true
			}
		}
	}
	files := slices.Clone(d.Images[0].Extra)
	files = append(files, d.Images[0].Dockerfile)
	for _, f := range d.Archives[0].Files {
		files = append(files, f.Src)
	}
	for _, c := range d.Packages[0].Contents {
		files = append(files, c.Src)
	}
	for _, c := range d.Casks[0].Completions {
		files = append(files, c)
	}
	files = append(files, d.Casks[0].Manpages...)
	for _, f := range files {
		found, _ := filepath.Glob(f)
		for m := range made {
			if ok, _ := filepath.Match(f, m); ok {
				found = append(found, m)
			}
		}
		if len(found) == 0 {
			t.Errorf("%s is neither in the repository nor made before", f)
		}
	}
	for _, legal := range []string{"LICENSE", "NOTICE", "THIRD_PARTY_LICENSES"} {
		if n := len(slices.DeleteFunc(slices.Clone(files), func(f string) bool { return f != legal })); n < 3 {
			t.Errorf("%s is in %d of the archive, the packages and the image", legal, n)
		}
	}
	if got := d.Packages[0].Formats; !slices.Equal(got, []string{"deb", "rpm"}) {
		t.Errorf("packages %v", got)
	}
}

// The image holds the released binary, runs without privileges, and its base is one that cannot change.
func TestImage(t *testing.T) {
	t.Parallel()
	image := readDistribution(t).Images[0]
	if !slices.Equal(image.Platforms, []string{"linux/amd64", "linux/arm64"}) {
		t.Errorf("platforms %v", image.Platforms)
	}
	user := ""
	for line := range strings.Lines(string(text(t, image.Dockerfile))) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0] == "#":
		case words[0] == "FROM":
			if !regexp.MustCompile(`@sha256:[0-9a-f]{64}$`).MatchString(words[1]) {
				t.Errorf("%s is not pinned", words[1])
			}
		case words[0] == "COPY":
			for _, source := range words[1 : len(words)-1] {
				if source != "$TARGETPLATFORM/ecscope" && !slices.Contains(image.Extra, source) {
					t.Errorf("nobody puts %s into the context", source)
				}
			}
		case words[0] == "USER":
			user = words[1]
		case words[0] == "RUN":
			t.Errorf("the base has no shell: %s", line)
		}
	}
	if !regexp.MustCompile(`^[1-9][0-9]*:[1-9][0-9]*$`).MatchString(user) {
		t.Errorf("user %q; Kubernetes and others see only by its number that it is not root", user)
	}
}

// step is one of a workflow's job.
type step struct {
	Uses, Run string
	With      map[string]string
}

type workflow struct {
	Jobs map[string]struct {
		Needs, Uses string
		Steps       []step
		Strategy    struct {
			Matrix struct{ Os []string }
		}
	}
}

func readWorkflow(t *testing.T, name string) workflow {
	t.Helper()
	var w workflow
	if err := yaml.Unmarshal(text(t, ".github/workflows/"+name), &w); err != nil {
		t.Fatal(err)
	}
	return w
}

// Each action is pinned by commit, with its version beside it.
func TestActionsArePinned(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob(".github/workflows/*")
	if err != nil || len(names) != 2 {
		t.Fatal(names, err)
	}
	pinned := regexp.MustCompile(`uses: (\./\S+|\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$`)
	for _, name := range names {
		for line := range bytes.Lines(text(t, name)) {
			if bytes.Contains(line, []byte("uses:")) && !pinned.Match(bytes.TrimSpace(line)) {
				t.Errorf("%s: not pinned: %s", name, line)
			}
		}
	}
}

// The workflow runs .ci/run, and the tests on the systems that .ci/run does not see; a release waits for both.
func TestWorkflowChecksWhatCIRunChecks(t *testing.T) {
	t.Parallel()
	ci, release := readWorkflow(t, "ci.yml"), readWorkflow(t, "release.yml")
	last := func(steps []step) string { return steps[len(steps)-1].Run }
	if got := last(ci.Jobs["run"].Steps); got != "bash .ci/run" {
		t.Errorf("the workflow runs %q", got)
	}
	others := ci.Jobs["systems"]
	if !slices.Equal(others.Strategy.Matrix.Os, []string{"macos-latest", "windows-latest"}) || last(others.Steps) != "go test -v ./..." {
		t.Errorf("%q runs on %v", last(others.Steps), others.Strategy.Matrix.Os)
	}
	if needs := release.Jobs["release"].Needs; release.Jobs[needs].Uses != "./.github/workflows/ci.yml" {
		t.Errorf("a release needs %q, which uses %q", needs, release.Jobs[needs].Uses)
	}
}

// Checks and releases use the same versions of their tools, and the Go of go.mod.
func TestWorkflowTools(t *testing.T) {
	t.Parallel()
	ci, release := readWorkflow(t, "ci.yml"), readWorkflow(t, "release.yml")
	language := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindSubmatch(text(t, "go.mod"))[1]
	found := map[string]bool{}
	for _, s := range slices.Concat(ci.Jobs["run"].Steps, ci.Jobs["systems"].Steps, release.Jobs["release"].Steps) {
		if v := s.With["go-version"]; v != "" && v != string(language) {
			t.Errorf("Go %s instead of %s", v, language)
		}
		if strings.HasPrefix(s.Uses, "goreleaser/") {
			found["goreleaser "+s.With["version"]] = true
		}
		if _, v, ok := strings.Cut(s.Run, "cyclonedx-gomod@"); ok {
			found["cyclonedx"] = strings.Contains(string(text(t, ".ci/run")), "\ncyclonedx="+v+"\n")
		}
	}
	if len(found) != 2 || !found["cyclonedx"] {
		t.Errorf("not one version of each tool: %v", found)
	}
}
