package main

import (
	"fmt"
	"slices"
	"strings"
)

const regenerate = "This file is generated: go run ./docs/licenses\n"

// notice lists what is linked, and repeats the notices that the Apache License wants repeated.
func notice(deps []dependency) []byte {
	var b strings.Builder
	b.WriteString("ecscope\nCopyright the ecscope authors\n\nLicensed under the Apache License, Version 2.0: see LICENSE.\n\n")
	b.WriteString("The released programs contain the following software. The license texts are in THIRD_PARTY_LICENSES.\n")
	b.WriteString(regenerate + "\n")
	for _, d := range deps {
		fmt.Fprintf(&b, "  %s: %s\n", strings.TrimSpace(d.name+" "+d.version), strings.Join(d.names, ", "))
	}
	for _, g := range grouped(deps, text.notice) {
		writeGroup(&b, g)
	}
	return []byte(b.String())
}

// licenses repeats every license text once, under the names of those it covers.
func licenses(deps []dependency) []byte {
	var b strings.Builder
	b.WriteString("Licenses of the software that the released programs of ecscope contain.\n" + regenerate)
	for _, g := range grouped(deps, func(t text) bool { return !t.notice() }) {
		writeGroup(&b, g)
	}
	return []byte(b.String())
}

// group is one text and those it covers.
type group struct {
	body   string
	covers []string
}

func grouped(deps []dependency, wanted func(text) bool) []group {
	var groups []group
	for _, d := range deps {
		for _, t := range d.texts {
			if !wanted(t) {
				continue
			}
			i := slices.IndexFunc(groups, func(g group) bool { return g.body == t.body })
			if i < 0 {
				i = len(groups)
				groups = append(groups, group{body: t.body})
			}
			if !slices.Contains(groups[i].covers, d.name) {
				groups[i].covers = append(groups[i].covers, d.name)
			}
		}
	}
	return groups
}

func writeGroup(b *strings.Builder, g group) {
	rule := strings.Repeat("=", 80)
	fmt.Fprintf(b, "\n%s\n%s\n%s\n\n%s\n", rule, strings.Join(g.covers, "\n"), rule, g.body)
}
