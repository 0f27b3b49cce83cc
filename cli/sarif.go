package cli

import (
	"cmp"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/accept"
)

// The members of SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format) that code scanning reads.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool    sarifTool          `json:"tool"`
		How     []sarifInvocation  `json:"invocations"`
		Columns string             `json:"columnKind"`
		Results list[sarifFinding] `json:"results"`
	}
	sarifInvocation struct {
		Whole bool                `json:"executionSuccessful"`
		Notes []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level   string    `json:"level"`
		Message sarifText `json:"message"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name  string          `json:"name"`
		URI   string          `json:"informationUri"`
		Rules list[sarifRule] `json:"rules"`
	}
	sarifRule struct {
		ID    string          `json:"id"`
		Short sarifText       `json:"shortDescription"`
		Help  sarifText       `json:"help"`
		Level sarifLevel      `json:"defaultConfiguration"`
		More  sarifProperties `json:"properties"`
	}
	sarifProperties struct {
		Source string       `json:"source"`
		Tags   list[string] `json:"tags"`
	}
	sarifLevel struct {
		Level string `json:"level"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifFinding struct {
		Rule      string          `json:"ruleId"`
		Index     int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifLocation struct {
		Physical *sarifPlace   `json:"physicalLocation,omitempty"`
		Logical  []sarifObject `json:"logicalLocations"`
	}
	sarifPlace struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		Line      int `json:"startLine"`
		Column    int `json:"startColumn,omitempty"`
		EndLine   int `json:"endLine,omitempty"`
		EndColumn int `json:"endColumn,omitempty"`
	}
	sarifObject struct {
		Name string `json:"name"`
		Full string `json:"fullyQualifiedName"`
	}
)

// sarif is the findings as a log of one run, a result for each place. Where something could not be read the run is no success.
func sarif(rows []findingRow, unread []error) sarifLog {
	how := sarifInvocation{Whole: len(unread) == 0}
	for _, err := range unread {
		how.Notes = append(how.Notes, sarifNotification{"error", sarifMessage(line(err.Error()))})
	}
	run := sarifRun{How: []sarifInvocation{how}, Columns: "unicodeCodePoints", Tool: sarifTool{sarifDriver{Name: "ecscope", URI: "https://github.com/ecscope/ecscope"}}}
	rules := &run.Tool.Driver.Rules
	at := map[string]int{}
	for _, f := range rows {
		if _, ok := at[f.ID]; !ok {
			at[f.ID] = len(*rules)
			*rules = append(*rules, sarifRule{ID: f.ID, Short: sarifMessage(cmp.Or(f.about, f.ID)), Help: sarifMessage(f.Fix),
				Level: sarifLevel{sarifSeverity(f.Severity)}, More: sarifProperties{f.Source, append(slices.Clone(f.Checks), f.Aliases...)}})
		}
		result := sarifFinding{Rule: f.ID, Index: at[f.ID], Level: sarifSeverity(f.Severity)}
		for _, p := range f.Places {
			where := cmp.Or(p.Container, f.Where)
			result.Message, result.Locations = sarifMessage(where+": "+p.Text+". "+p.Fix), []sarifLocation{f.location(where, p)}
			run.Results = append(run.Results, result)
		}
	}
	return sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}}
}

// sarifMessage is a plain text as a message: no part of it becomes a link, and braces are doubled so that they are no
// placeholders (SARIF 2.1.0, 3.11.5 and 3.11.6). A link is [text](address), with a backslash before brackets in its text.
// As some viewers take an escaped bracket for the end of a link nevertheless, none is followed by a parenthesis.
func sarifMessage(s string) sarifText {
	return sarifText{strings.NewReplacer(`\`, `\\`, "[", `\[`, "](", `\] (`, "]", `\]`, "{", "{{", "}", "}}").Replace(s)}
}

func sarifSeverity(s string) string {
	switch s {
	case string(accept.Error):
		return "error"
	case string(accept.Warn):
		return "warning"
	}
	return "note"
}

// location is where a finding is: a region of the file, or the thing in the account.
func (r findingRow) location(where string, p placeRow) sarifLocation {
	own := sarifLocation{Logical: []sarifObject{{Name: where, Full: cmp.Or(r.owner, r.Of) + "/" + where}}}
	if r.file == "" {
		return own
	}
	region := sarifRegion{Line: max(p.Line, 1), Column: p.Column}
	if p.EndLine == p.Line && p.EndColumn > p.Column {
		region.EndLine, region.EndColumn = p.EndLine, p.EndColumn
	}
	own.Physical = &sarifPlace{Artifact: sarifArtifact{address(r.file)}, Region: region}
	return own
}

// address is a path as the URI that a log names it by: relative to where the program ran, unless it is absolute.
func address(path string) string {
	u := url.URL{Path: filepath.ToSlash(path)}
	if filepath.IsAbs(path) {
		u.Scheme = "file"
	}
	return u.String()
}
