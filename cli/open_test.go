package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/index"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/ui"
)

// interact runs a command line on a terminal and returns what the screen was opened with, or nil.
func interact(t *testing.T, environ []string, args string, views ...string) (*ui.Start, result) {
	t.Helper()
	s, out, stderr := ends(environ)
	s.Interactive, s.Colored = true, true
	var opened *ui.Start
	code := Run(t.Context(), s, strings.Fields(args), Screen{Views: views, Open: func(_ context.Context, s ui.Start) error {
		opened = &s
		return nil
	}})
	return opened, result{out.String(), stderr.String(), code}
}

// where says where the screen was opened: place, view and banner.
func where(s *ui.Start) string { return s.Cluster + "/" + s.Service + " " + s.View + s.Name }

func TestOpen(t *testing.T) {
	t.Parallel()
	server := start(t, small())
	for args, want := range map[string]string{
		"":                                 "/ ",
		"clusters":                         "/ ",
		"cluster-1":                        "cluster-1/ ",
		"cluster-1/service-0002":           "cluster-1/service-0002 ",
		"services":                         "/ services",
		"services cluster-1":               "cluster-1/ ",
		"tasks cluster-1/service-0002":     "cluster-1/service-0002 tasks",
		"events cluster-1/service-0002":    "cluster-1/service-0002 events",
		"instances cluster-1":              "cluster-1/ instances",
		"revisions cluster-1/service-0002": "cluster-1/service-0002 revisions",
		"--demo":                           "/ demo",
	} {
		opened, r := interact(t, server.Env(), args, Terminal().Views...)
		if opened == nil {
			t.Fatalf("ecscope %s opens nothing: %s", args, r.err)
		}
		if opened.Client == nil || r.code != done || r.out != "" {
			t.Errorf("ecscope %s: code %d, output %q", args, r.code, r.out)
		}
		if got := where(opened); got != want {
			t.Errorf("ecscope %s opens %s", args, got)
		}
	}
	for args, code := range map[string]int{"clustr-1": misused, "cluster-1/servce-0002": misused, "events cluster-1": misused,
		"instances cluster-1/service-0001": misused, "tasks": done, "revisions service-0001": done, "-o table": done} {
		if opened, r := interact(t, server.Env(), args, Terminal().Views...); opened != nil || r.code != code {
			t.Errorf("ecscope %s: code %d, opened %+v", args, r.code, opened)
		}
	}
}

// A word that several services are called, or that kept names hold, opens the palette with them; one that means nothing is refused.
func TestOpenFinds(t *testing.T) {
	t.Parallel()
	opened, r := interact(t, nil, "--demo checkout")
	for range 4 { // the screen waits two seconds for the answer at most, and a busy machine may need longer
		if opened == nil && strings.Contains(r.err, "couldn't check whether") {
			opened, r = interact(t, nil, "--demo checkout")
		}
	}
	if opened == nil || opened.Find != "checkout" || strings.Join(opened.Found, " ") != "prod/checkout staging/checkout" || where(opened) != "/ demo" {
		t.Errorf("%+v, %s", opened, r.err)
	}
	server, home := start(t, small()), t.TempDir()
	names := filepath.Join(home, "ecscope", "names")
	file, _ := index.File(names, "111122223333", "us-east-1")
	if err := errors.Join(os.MkdirAll(names, 0o700), os.WriteFile(file, []byte(`{"clusters":["cluster-2"],"services":["cluster-2/Web-Shop","cluster-2/other"]}`), 0o600)); err != nil {
		t.Fatal(err)
	}
	environ := append(server.Env(), "XDG_STATE_HOME="+home)
	if opened, r := interact(t, environ, "shop"); opened == nil || opened.Find != "shop" || strings.Join(opened.Found, " ") != "cluster-2/Web-Shop" {
		t.Errorf("%+v, %s", opened, r.err)
	}
	if opened, r := interact(t, environ, "nothing-like-it"); opened != nil || r.code != misused {
		t.Errorf("%+v, %d", opened, r.code)
	}
}

func TestOpenWhenTheAccountCannotBeAsked(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real time passes")
	for _, kind := range []wire.Kind{wire.Deny, wire.Expire, wire.Drop} {
		server := start(t, small())
		server.Faults().Add(wire.Fault{Kind: kind})
		for args, want := range map[string]string{"prd": "prd/ ", "prd/x": "prd/x "} {
			opened, r := interact(t, server.Env(), args)
			if opened == nil {
				t.Fatalf("fault %d: %s", kind, r.err)
			}
			if got := where(opened); got != want {
				t.Errorf("fault %d opens %s", kind, got)
			}
		}
	}
}

func TestScreenFails(t *testing.T) {
	t.Parallel()
	s, _, stderr := ends(start(t, small()).Env())
	s.Interactive = true
	open := func(context.Context, ui.Start) error { return errors.New("no such terminal") }
	if code := Run(t.Context(), s, nil, Screen{Open: open}); code != failed || stderr.String() != "ecscope: no such terminal\n" {
		t.Errorf("code %d: %s", code, stderr)
	}
}

func TestColoredTable(t *testing.T) {
	t.Parallel()
	environ := start(t, small()).Env()
	for _, c := range []struct {
		env           string
		glyph, escape bool
	}{{"TERM=xterm", true, true}, {"NO_COLOR=1", true, false}, {"TERM=dumb", false, false}} {
		_, r := interact(t, append(environ[:len(environ):len(environ)], c.env), "clusters --look")
		if strings.Contains(r.out, "● cluster-1") != c.glyph || strings.Contains(r.out, "\x1b[32m") != c.escape {
			t.Errorf("%s:\n%q", c.env, r.out)
		}
	}
}
