package main

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// dependency is a module that the program links, with its legal texts.
type dependency struct {
	name, version string
	texts         []text
	names         []string // SPDX identifiers
}

// text is one legal file of a module.
type text struct{ name, body string }

// dependencies reads the legal files of each module: those at its root, and those of the directories between the root and
// each package that is linked, where copied code keeps its own.
func dependencies(linked []pkg) ([]dependency, error) {
	type source struct{ name, version, dir string }
	dirs := map[source]map[string]bool{}
	for _, p := range linked {
		s := source{p.Module.Path, p.Module.Version, p.Module.Dir}
		if dirs[s] == nil {
			dirs[s] = map[string]bool{}
		}
		for d := p.Dir; len(d) >= len(s.dir); d = filepath.Dir(d) {
			dirs[s][d] = true
		}
	}
	var all []dependency
	for s, seen := range dirs {
		d := dependency{name: s.name, version: s.version}
		for _, dir := range slices.Sorted(maps.Keys(seen)) {
			texts, err := legal(dir)
			if err != nil {
				return nil, err
			}
			d.texts = append(d.texts, texts...)
		}
		d.names = classify(d.texts)
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b dependency) int { return cmp.Compare(a.name, b.name) })
	return all, nil
}

// legal returns the license and notice files of one directory.
func legal(dir string) ([]text, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var texts []text
	for _, e := range entries {
		stem := strings.ToUpper(strings.TrimSuffix(strings.TrimSuffix(e.Name(), ".txt"), ".md"))
		if e.IsDir() || !slices.ContainsFunc([]string{"LICENSE", "LICENCE", "COPYING", "NOTICE"}, func(s string) bool {
			return stem == s || strings.HasPrefix(stem, s+"-") || strings.HasPrefix(stem, s+".") && filepath.Ext(stem) != ".GO"
		}) {
			continue
		}
		body, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		texts = append(texts, text{stem, tidy(string(body))})
	}
	return texts, nil
}

// tidy drops what differs between copies of one text but means nothing.
func tidy(body string) string {
	lines := strings.Split(strings.ReplaceAll(body, "\r\n", "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \t\f")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

func (t text) notice() bool { return strings.HasPrefix(t.name, "NOTICE") }

// classify names the licenses by sentences that only they have.
func classify(texts []text) []string {
	found := map[string]bool{}
	for _, t := range texts {
		if t.notice() {
			continue
		}
		words := strings.ToLower(strings.Join(strings.Fields(t.body), " "))
		has := func(s string) bool { return strings.Contains(words, s) }
		switch bsd := has("redistribution and use in source and binary forms"); {
		case bsd && has("neither the name"):
			found["BSD-3-Clause"] = true
		case bsd:
			found["BSD-2-Clause"] = true
		}
		for phrase, name := range map[string]string{
			"apache license, version 2.0":                                                   "Apache-2.0",
			"apache license version 2.0":                                                    "Apache-2.0",
			"permission is hereby granted, free of charge":                                  "MIT",
			"permission to use, copy, modify, and/or distribute this software":              "ISC",
			"permission to use, copy, modify, and distribute this software for any purpose": "ISC",
			"mozilla public license":                                                        "MPL-2.0",
			"gnu general public license":                                                    "GPL",
			"gnu lesser general public license":                                             "LGPL",
		} {
			if has(phrase) {
				found[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}
